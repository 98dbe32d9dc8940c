-- The second half of adopting a project's own profiles, sessions, messages and memory: old rows get the values that
-- ours must have, then the tables get our rules. Rows that belong to nobody move to private.unowned_rows, as JSON. In a new
-- project, and in a second run, there is nothing to do.

create table if not exists private.unowned_rows (
  id bigint generated always as identity primary key,
  table_name text not null,
  row_data jsonb not null,
  moved_at timestamptz not null default now()
);
alter table private.unowned_rows enable row level security;
revoke all on private.unowned_rows from public, anon, authenticated, service_role;
drop policy if exists owner_only on private.unowned_rows;
create policy owner_only on private.unowned_rows as restrictive for all to public using (false);

do $$
declare
  tab text;
  w record;
  found record;
  silenced text[];
begin
  perform set_config('timezone', 'UTC', true);  -- a moment without a zone was meant so

  -- Their triggers, such as one that sets updated_at, are not for this.
  select array_agg(format('table public.%I %%s trigger %I', relname, tgname)) into silenced
    from pg_catalog.pg_trigger g join pg_catalog.pg_class c on c.oid = g.tgrelid
    where c.relnamespace = 'public'::regnamespace and c.relname in ('profiles', 'sessions', 'messages', 'memory')
      and not g.tgisinternal and g.tgenabled = 'O';
  foreach tab in array coalesce(silenced, '{}') loop
    execute 'alter ' || format(tab, 'disable');
  end loop;

  -- Conversations: messages name the session by its text, wherever they named it by its id (legacy_id is the id of
  -- before, if it was no uuid). j below is the row as JSON, so that it can name columns that are perhaps not there.
  update public.sessions t set session_id = coalesce(to_jsonb(t) ->> 'legacy_id', t.id::text) where session_id is null;
  update public.sessions t set session_id = t.session_id || ':' || t.id
    where exists (select from public.sessions o where o.session_id = t.session_id and o.id < t.id);
  update public.messages m set session_id = s.session_id
    from public.sessions s
    where m.session_id in (s.id::text, to_jsonb(s) ->> 'legacy_id') and m.session_id <> s.session_id
      and not exists (select from public.sessions x where x.session_id = m.session_id);

  -- Owners: a message has its session's, a session its messages'.
  update public.messages m set user_id = s.user_id from public.sessions s
    where m.user_id is null and s.session_id = m.session_id and s.user_id is not null;
  update public.sessions s set user_id = m.user_id from public.messages m
    where s.user_id is null and m.session_id = s.session_id and m.user_id is not null;
  update public.messages m set user_id = s.user_id from public.sessions s
    where m.user_id is null and s.session_id = m.session_id and s.user_id is not null;
  foreach tab in array array['messages', 'sessions', 'memory'] loop
    execute format(
      'with gone as (delete from public.%1$I t where user_id is null returning to_jsonb(t) as j)
       insert into private.unowned_rows (table_name, row_data) select %1$L, j from gone', tab);
  end loop;

  for w in
    select * from (values
      ('profiles', 'identity', null, 't.id::text'),
      ('profiles', 'is_first_login', 'true', 'false'),
      ('profiles', 'habits', '''{}''', '''{}'''),
      ('profiles', 'created_at', 'now()',
        'coalesce((j ->> ''inserted_at'')::timestamptz, (j ->> ''updated_at'')::timestamptz, now())'),
      ('profiles', 'updated_at', 'now()', 't.created_at'),
      ('sessions', 'status', '''active''', '''ended'''),
      ('sessions', 'channel', '''text''', '''text'''),
      ('sessions', 'message_count', '0',
        '(select count(*) from public.messages m where m.session_id = t.session_id)'),
      ('sessions', 'tokens_input', '0', '0'),
      ('sessions', 'tokens_output', '0', '0'),
      ('sessions', 'private', 'false', 'false'),
      ('sessions', 'state', '''{}''', '''{}'''),
      ('sessions', 'created_at', 'now()',
        'coalesce((j ->> ''started_at'')::timestamptz, (j ->> ''inserted_at'')::timestamptz,
          (j ->> ''updated_at'')::timestamptz, now())'),
      ('sessions', 'updated_at', 'now()', 't.created_at'),
      ('messages', 'message_id', null, 'coalesce(j ->> ''legacy_id'', t.id::text)'),
      ('messages', 'session_id', null, '''adopted-'' || t.user_id'),
      ('messages', 'created_at', 'now()',
        'coalesce((j ->> ''timestamp'')::timestamptz, (j ->> ''inserted_at'')::timestamptz, now())'),
      ('messages', 'seq', null,
        '(select r.n from (
            select m.id, row_number() over (
              partition by m.session_id order by m.created_at, length(m.message_id), m.message_id) as n
            from public.messages m) r
          where r.id = t.id)'),
      ('messages', 'sender', null, 'coalesce(j ->> ''role'', ''user'')'),
      ('messages', 'text_content', null,
        'coalesce(j ->> ''content'', j ->> ''text'', j ->> ''message'', j ->> ''body'', '''')'),
      ('messages', 'interrupted', 'false', 'false'),
      ('memory', 'category', null, '''FACT'''),
      ('memory', 'key', null, 'coalesce(j ->> ''legacy_id'', t.id::text)'),
      ('memory', 'value', null, 'coalesce(j ->> ''content'', j ->> ''text'', '''')'),
      ('memory', 'created_at', 'now()', 'coalesce((j ->> ''updated_at'')::timestamptz, now())'),
      ('memory', 'updated_at', 'now()', 't.created_at')
    ) as v (tab, col, preset, fill)
  loop
    execute format(
      'update public.%1$I t set %2$I = %3$s
       from (select id, to_jsonb(o) as j from public.%1$I o where %2$I is null) old where t.id = old.id',
      w.tab, w.col, w.fill);
    if w.preset is not null then
      execute format('alter table public.%I alter column %I set default %s', w.tab, w.col, w.preset);
    end if;
  end loop;
  update public.messages set sender = case sender when 'human' then 'user' when 'function' then 'tool' else 'ai' end
    where sender in ('human', 'function', 'assistant', 'agent', 'bot', 'model');

  -- Whoever and whatever is only referred to.
  insert into public.profiles (id, identity, is_first_login)
    select user_id, user_id::text, false
    from (select user_id from public.sessions union select user_id from public.messages
          union select user_id from public.memory) u
    where not exists (select from public.profiles p where p.id = u.user_id);
  insert into public.sessions (user_id, session_id, status, created_at, updated_at)
    select (array_agg(m.user_id order by m.seq))[1], m.session_id, 'ended', min(m.created_at), max(m.created_at)
    from public.messages m
    where not exists (select from public.sessions s where s.session_id = m.session_id) group by m.session_id;

  if has_table_privilege('auth.users', 'select') then
    update public.profiles p set email = u.email from auth.users u
      where u.id = p.id and p.email is null and u.email is not null;
  end if;

  -- Our rules.
  for found in
    select * from (values ('profiles', 'identity'), ('sessions', 'session_id'), ('messages', 'message_id'))
      as v (tab, col)
  loop
    execute format('update public.%1$I t set %2$I = t.%2$I || '':'' || t.id
      where exists (select from public.%1$I o where o.%2$I = t.%2$I and o.id < t.id)', found.tab, found.col);
    if not exists (
      select from pg_catalog.pg_constraint where conrelid = to_regclass('public.' || found.tab) and contype = 'u'
        and pg_get_constraintdef(oid) = format('UNIQUE (%I)', found.col)
    ) then
      execute format('alter table public.%1$I add constraint %1$s_%2$s_key unique (%2$I)', found.tab, found.col);
    end if;
  end loop;
  for found in
    select * from (values
      ('sessions', 'user_id', 'profiles', 'id'), ('messages', 'user_id', 'profiles', 'id'),
      ('memory', 'user_id', 'profiles', 'id'), ('messages', 'session_id', 'sessions', 'session_id')
    ) as v (tab, col, target, key)
  loop
    if not exists (
      select from pg_catalog.pg_constraint c
      join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
      where c.contype = 'f' and c.conrelid = to_regclass('public.' || found.tab) and a.attname = found.col
    ) then
      execute format('alter table public.%1$I add constraint %1$s_%2$s_fkey
        foreign key (%2$I) references public.%3$I (%4$I) on delete cascade',
        found.tab, found.col, found.target, found.key);
    end if;
  end loop;
  for found in
    select * from (values
      ('profiles', 'identity is_first_login habits created_at updated_at'),
      ('sessions', 'user_id session_id status channel message_count tokens_input tokens_output private state'
        ' created_at updated_at'),
      ('messages', 'user_id message_id session_id seq sender text_content interrupted created_at'),
      ('memory', 'user_id category key value created_at updated_at')
    ) as v (tab, cols), lateral regexp_split_to_table(v.cols, ' ') as col
  loop
    execute format('alter table public.%I alter column %I set not null', found.tab, found.col);
  end loop;
  foreach tab in array array['profiles', 'sessions', 'messages', 'memory'] loop
    execute format('alter table public.%I alter column id set default gen_random_uuid()', tab);
  end loop;
  foreach tab in array coalesce(silenced, '{}') loop
    execute 'alter ' || format(tab, 'enable');
  end loop;
end $$;
