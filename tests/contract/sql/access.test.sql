-- Who sees and does what, on every table that there is: pgTAP, run by psql (see test_access.py).
-- Alice and bob have a uuid5 and are linked to a sign-in each; carol's profile is her sign-in itself; dave has none.
begin;
create schema if not exists extensions;
create extension if not exists pgtap with schema extensions;
grant usage on schema extensions to public;
set local search_path = public, extensions;
select * from no_plan();

create temporary table who (name text, sub uuid, user_id uuid);
insert into who values
  ('alice', 'aaaaaaaa-0000-4000-8000-000000000001', 'edabafbb-61ad-51d6-9fd8-e976c892a731'),
  ('bob', 'aaaaaaaa-0000-4000-8000-000000000002', '1bbc064c-d74a-56e6-a2b9-009139975e85'),
  ('carol', 'aaaaaaaa-0000-4000-8000-000000000003', 'aaaaaaaa-0000-4000-8000-000000000003'),
  ('dave', 'aaaaaaaa-0000-4000-8000-000000000004', null);
create temporary table ours as
  select c.relname::text as name,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'user_id') as owned,
    c.relname in ('user_links', 'changes', 'push_targets', 'api_keys', 'audit_logs', 'cache_entries') as service_only
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p');
grant select on who, ours to public;

insert into auth.users (id) select sub from who;
insert into profiles (id, identity) select user_id, name || '@example.com' from who where user_id is not null;
insert into user_links (auth_user_id, user_id) select sub, user_id from who where name in ('alice', 'bob');

-- A row of each table for each of them, with a value in whatever must have one.
create function pg_temp.value_for(kind text, owner text) returns text language sql as $$
  select case kind
    when 'uuid' then quote_literal(gen_random_uuid()) when 'timestamp with time zone' then 'now()'
    when 'integer' then '1' when 'bigint' then '1' when 'boolean' then 'true' when 'jsonb' then '''{}'''
    else quote_literal(owner || gen_random_uuid()) end
$$;
create function pg_temp.fill(t text, w who) returns void language plpgsql as $$
declare names text; vals text;
begin
  select string_agg(quote_ident(column_name), ','), string_agg(
      case column_name when 'user_id' then quote_literal(w.user_id) when 'session_id' then quote_literal('s-' || w.name)
        else pg_temp.value_for(data_type, w.name) end, ',')
    into names, vals from information_schema.columns
    where table_schema = 'public' and table_name = t and is_nullable = 'NO' and is_identity = 'NO'
      and (column_default is null or column_name = 'session_id');
  execute format('insert into public.%I (%s) values (%s)', t, names, vals);
end $$;
select pg_temp.fill(o.name, w) from ours o, who w
  where o.owned and o.name not in ('user_links', 'messages') and w.user_id is not null;
select pg_temp.fill('messages', w) from who w where w.user_id is not null;
insert into audit_logs (action) values ('test');

create function pg_temp.is(sub uuid, more text default '{}') returns text language sql as $$
  select set_config('request.jwt.claims',
    (jsonb_build_object('sub', sub, 'role', 'authenticated') || more::jsonb)::text, true)
$$;
create function pg_temp.seen(t text) returns bigint language plpgsql as $$
declare n bigint;
begin execute format('select count(*) from public.%I', t) into n; return n; end $$;
grant execute on all functions in schema pg_temp to public;

select is(pg_temp.seen(name), 3::bigint, 'there are rows to be hidden in ' || name)
  from ours where name not in ('user_links', 'audit_logs');
select ok(relrowsecurity, relname || ' has row level security')
  from pg_class join ours on relname = name where relnamespace = 'public'::regnamespace;
select is(count(*), 0::bigint, 'nothing is granted to anon, nor anything but reading to a user')
  from information_schema.role_table_grants join ours on table_name = name
  where table_schema = 'public' and (grantee in ('anon', 'PUBLIC') or grantee = 'authenticated' and privilege_type <> 'SELECT');

-- Linked, and the same as the sign-in: the own row of everything that an app shows, and no other.
set local role authenticated;
select pg_temp.is(sub) from who where name = 'alice';
select is(pg_temp.seen(name), 1::bigint, 'alice sees one row of ' || name) from ours where not service_only;
select results_eq('select identity from profiles', array['alice@example.com'], 'and it is hers');
select results_eq('select distinct user_id from ' || name,
    $$values ('edabafbb-61ad-51d6-9fd8-e976c892a731'::uuid)$$, 'hers in ' || name)
  from ours where owned and not service_only;
select pg_temp.is(sub) from who where name = 'carol';
select is(pg_temp.seen(name), 1::bigint, 'carol sees one row of ' || name) from ours where not service_only;
select results_eq('select identity from profiles', array['carol@example.com'], 'and it is hers');

-- Not linked; with claims that name alice; with alice's uuid5 for a sign-in.
select pg_temp.is(sub) from who where name = 'dave';
select is(pg_temp.seen(name), 0::bigint, 'dave sees nothing of ' || name) from ours where not service_only;
select pg_temp.is(sub, '{"email": "alice@example.com", "user_metadata": {"user_id": "edabafbb-61ad-51d6-9fd8-e976c892a731"},
  "app_metadata": {"user_id": "edabafbb-61ad-51d6-9fd8-e976c892a731"}}') from who where name = 'dave';
select is(pg_temp.seen(name), 0::bigint, 'claims do not show ' || name) from ours where not service_only;
select pg_temp.is(user_id) from who where name = 'alice';
select is(pg_temp.seen(name), 0::bigint, 'a forged uuid5 shows nothing of ' || name) from ours where not service_only;
select set_config('request.jwt.claims', '', true);
select is(pg_temp.seen(name), 0::bigint, 'no claims show nothing of ' || name) from ours where not service_only;

-- What only the service may touch, and what nobody writes but the service.
select pg_temp.is(sub) from who where name = 'alice';
select throws_ok('select * from ' || name, '42501', null, 'alice cannot read ' || name) from ours where service_only;
select throws_ok(format('insert into %I default values', name), '42501', null, 'alice cannot add to ' || name) from ours;
select throws_ok(format('update %I set id = id', name), '42501', null, 'alice cannot change ' || name) from ours;
select throws_ok(format('delete from %I', name), '42501', null, 'alice cannot delete from ' || name) from ours;
select throws_ok($$insert into user_links (auth_user_id, user_id)
    values ('aaaaaaaa-0000-4000-8000-000000000001', '1bbc064c-d74a-56e6-a2b9-009139975e85')$$,
  '42501', null, 'alice cannot link herself to bob');
select throws_ok($$select record_changes('{}')$$, '42501', null, 'alice cannot call record_changes');
select throws_ok($$select undo_changes('{}')$$, '42501', null, 'alice cannot call undo_changes');
select throws_ok($$select private.apply_change(null, null, null, null, null, null)$$, '42501', null, 'nor what it stands on');
select throws_ok('select * from all_users', '42501', null, 'alice cannot list everybody');

set local role anon;
select throws_ok('select * from ' || name, '42501', null, 'anon cannot read ' || name) from ours;
select throws_ok($$select * from private.my_user_ids()$$, '42501', null, 'anon has no ids');
select throws_ok($$select record_changes('{}')$$, '42501', null, 'anon cannot call record_changes');
select throws_ok('select * from all_users', '42501', null, 'anon cannot list everybody');

set local role service_role;
select is(pg_temp.seen(name), 3::bigint, 'the service sees all of ' || name)
  from ours where name not in ('user_links', 'audit_logs');
select is((select string_agg(left(id::text, 4) || ' ' || user_type, ', ' order by id) from all_users),
  '1bbc auth, aaaa auth, edab auth', 'linked users and sign-ins are of auth');
select lives_ok($$delete from user_links where user_id = '1bbc064c-d74a-56e6-a2b9-009139975e85'$$, 'a link can go');
select is((select user_type from all_users where id = '1bbc064c-d74a-56e6-a2b9-009139975e85'),
  'livekit', 'and then bob is of livekit');
select lives_ok($$insert into audit_logs (action) values ('more')$$, 'the service adds to the audit log');
select throws_ok('update audit_logs set action = null', '42501', null, 'but cannot change it');
select throws_ok('delete from audit_logs', '42501', null, 'nor delete from it');
select throws_ok('truncate audit_logs', '42501', null, 'nor empty it');

reset role;
select is(
    (select string_agg(tablename, ' ' order by tablename) from pg_publication_tables where pubname = p.pubname),
    'user_alarms user_notes user_reminders user_timers', 'what an app shows live is published')
  from pg_publication p where pubname = 'supabase_realtime';

select * from finish();
rollback;
