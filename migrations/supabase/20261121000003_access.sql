-- Who may do what: the service role anything (the audit log is append-only even for it), a signed-in user reads the
-- own rows of what an app shows, nobody else anything. Running it again sets the same.

create schema if not exists private;
revoke all on schema private from public, anon;
grant usage on schema private to authenticated, service_role;
grant usage on schema public to anon, authenticated, service_role;

-- Whose rows the caller may see: those of the linked users, and of the profile that is the auth user itself. A uuid5
-- counts for nothing by itself: anybody can compute it from an identity.
create or replace function private.my_user_ids() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select me.id from (select auth.uid() as id) me where me.id is not null and get_byte(uuid_send(me.id), 6) >> 4 <> 5
  union
  select l.user_id from public.user_links l where l.auth_user_id = (select auth.uid())
$$;
revoke all on function private.my_user_ids(), private.fill_identity() from public, anon, authenticated;
grant execute on function private.my_user_ids() to authenticated, service_role;

-- Policies that a project had on these tables before would go on letting others in.
do $$
declare
  old record;
begin
  for old in
    select tablename, policyname from pg_catalog.pg_policies
    where schemaname = 'public' and tablename in (
      'profiles', 'user_links', 'user_alarms', 'user_reminders', 'user_timers', 'occurrences', 'user_notes', 'memory',
      'sessions', 'messages', 'changes', 'push_targets', 'api_keys', 'audit_logs', 'cache_entries')
  loop
    execute format('drop policy %I on public.%I', old.policyname, old.tablename);
  end loop;
end $$;

alter table public.profiles enable row level security;
revoke all on public.profiles from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.profiles to service_role;
grant select on public.profiles to authenticated;
create policy own_rows on public.profiles for select to authenticated
  using (id = any (array(select private.my_user_ids())));

alter table public.user_links enable row level security;
revoke all on public.user_links from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.user_links to service_role;
create policy service_only on public.user_links as restrictive for all to anon, authenticated using (false);

alter table public.user_alarms enable row level security;
revoke all on public.user_alarms from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.user_alarms to service_role;
grant select on public.user_alarms to authenticated;
create policy own_rows on public.user_alarms for select to authenticated
  using (user_id = any (array(select private.my_user_ids())));

alter table public.user_reminders enable row level security;
revoke all on public.user_reminders from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.user_reminders to service_role;
grant select on public.user_reminders to authenticated;
create policy own_rows on public.user_reminders for select to authenticated
  using (user_id = any (array(select private.my_user_ids())));

alter table public.user_timers enable row level security;
revoke all on public.user_timers from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.user_timers to service_role;
grant select on public.user_timers to authenticated;
create policy own_rows on public.user_timers for select to authenticated
  using (user_id = any (array(select private.my_user_ids())));

alter table public.occurrences enable row level security;
revoke all on public.occurrences from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.occurrences to service_role;
grant select on public.occurrences to authenticated;
create policy own_rows on public.occurrences for select to authenticated
  using (user_id = any (array(select private.my_user_ids())));

alter table public.user_notes enable row level security;
revoke all on public.user_notes from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.user_notes to service_role;
grant select on public.user_notes to authenticated;
create policy own_rows on public.user_notes for select to authenticated
  using (user_id = any (array(select private.my_user_ids())));

alter table public.memory enable row level security;
revoke all on public.memory from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.memory to service_role;
grant select on public.memory to authenticated;
create policy own_rows on public.memory for select to authenticated
  using (user_id = any (array(select private.my_user_ids())));

alter table public.sessions enable row level security;
revoke all on public.sessions from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.sessions to service_role;
grant select on public.sessions to authenticated;
create policy own_rows on public.sessions for select to authenticated
  using (user_id = any (array(select private.my_user_ids())));

alter table public.messages enable row level security;
revoke all on public.messages from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.messages to service_role;
grant select on public.messages to authenticated;
create policy own_rows on public.messages for select to authenticated
  using (user_id = any (array(select private.my_user_ids())));

alter table public.changes enable row level security;
revoke all on public.changes from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.changes to service_role;
create policy service_only on public.changes as restrictive for all to anon, authenticated using (false);

alter table public.push_targets enable row level security;
revoke all on public.push_targets from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.push_targets to service_role;
create policy service_only on public.push_targets as restrictive for all to anon, authenticated using (false);

alter table public.api_keys enable row level security;
revoke all on public.api_keys from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.api_keys to service_role;
create policy service_only on public.api_keys as restrictive for all to anon, authenticated using (false);

alter table public.audit_logs enable row level security;
revoke all on public.audit_logs from public, anon, authenticated, service_role;
grant select, insert on public.audit_logs to service_role;
create policy service_only on public.audit_logs as restrictive for all to anon, authenticated using (false);

alter table public.cache_entries enable row level security;
revoke all on public.cache_entries from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.cache_entries to service_role;
create policy service_only on public.cache_entries as restrictive for all to anon, authenticated using (false);

revoke all on public.all_users from public, anon, authenticated, service_role;
grant select on public.all_users to service_role;
