-- For a plain PostgreSQL: the roles and the part of the auth schema that every Supabase project has, which the files of
-- migrations/supabase stand on. What is there is left as it is; never part of what Supabase itself is given.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['anon', 'authenticated', 'service_role'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('create role %I nologin noinherit', role_name);
    end if;
  end loop;
  if not (select rolbypassrls from pg_catalog.pg_roles where rolname = 'service_role') then
    alter role service_role bypassrls;
  end if;
exception when insufficient_privilege then
  -- Needs a superuser, and nothing here depends on it: the program works as the owner of the tables.
  raise notice 'service_role cannot pass row level security: %', sqlerrm;
end $$;

create schema if not exists auth;
create table if not exists auth.users (id uuid primary key, email text);
do $$
begin
  if to_regprocedure('auth.uid()') is null then
    create function auth.uid() returns uuid language sql stable set search_path = '' as $f$
      select nullif(coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb ->> 'sub', '')::uuid
    $f$;
  end if;
end $$;
grant usage on schema auth to anon, authenticated, service_role;
