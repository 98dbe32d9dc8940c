-- For a plain PostgreSQL: the roles and the part of the auth schema that every Supabase project has, which the files of
-- migrations/supabase stand on. What is there is left as it is; never part of what Supabase itself is given.
-- A user who may not create roles needs a superuser to run this file once in the database; then it changes nothing.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['anon', 'authenticated', 'service_role'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin noinherit', wanted);
      exception
        when insufficient_privilege then
          raise insufficient_privilege using message = format(
            'this user may not create the role %s; let a superuser run migrations/postgres_shim.sql here once', wanted);
        when duplicate_object or unique_violation then
          null;  -- roles are the server's: a program of another database made it just now
      end;
    end if;
  end loop;
  if not (select rolbypassrls from pg_catalog.pg_roles where rolname = 'service_role') then
    begin
      alter role service_role bypassrls;
    exception when insufficient_privilege then
      null;  -- nothing here depends on it: the program works as the owner of the tables
    end;
  end if;

  if to_regnamespace('auth') is null then
    create schema auth;
    grant usage on schema auth to public;
  end if;
  if to_regclass('auth.users') is null then
    create table auth.users (id uuid primary key, email text);
  end if;
  if to_regprocedure('auth.uid()') is null then
    create function auth.uid() returns uuid language sql stable set search_path = '' as $f$
      select nullif(coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb ->> 'sub', '')::uuid
    $f$;
  end if;
end $$;
