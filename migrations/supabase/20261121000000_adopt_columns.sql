-- For a project that already holds profiles, sessions, messages or memory of its own: gives those tables, in place, the
-- columns that the next file would make, and takes off what would refuse the assistant's rows. Every row and every
-- column of theirs stays. The file after the next one fills in values and puts our constraints on. Without such a
-- table, and in a second run, it does nothing.

do $$
declare
  tab text;
  w record;
  found record;
  kind text;
begin
  perform set_config('timezone', 'UTC', true);  -- a moment without a zone was meant so
  create temporary table present on commit drop as
    select relname::text as tab, oid from pg_catalog.pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname in ('profiles', 'sessions', 'messages', 'memory');
  if not exists (select from present) then
    drop table present;
    return;
  end if;

  create temporary table wanted (tab text, col text, kind text) on commit drop;
  insert into wanted values
    ('profiles', 'id', 'uuid'), ('profiles', 'identity', 'text'), ('profiles', 'email', 'text'),
    ('profiles', 'is_first_login', 'boolean'), ('profiles', 'display_name', 'text'), ('profiles', 'timezone', 'text'),
    ('profiles', 'locale', 'text'), ('profiles', 'habits', 'jsonb'), ('profiles', 'created_at', 'timestamptz'),
    ('profiles', 'updated_at', 'timestamptz'),
    ('sessions', 'id', 'uuid'), ('sessions', 'session_id', 'text'), ('sessions', 'user_id', 'uuid'),
    ('sessions', 'created_at', 'timestamptz'), ('sessions', 'updated_at', 'timestamptz'),
    ('sessions', 'status', 'text'), ('sessions', 'channel', 'text'), ('sessions', 'room', 'text'),
    ('sessions', 'title', 'text'), ('sessions', 'summary', 'text'), ('sessions', 'message_count', 'integer'),
    ('sessions', 'tokens_input', 'integer'), ('sessions', 'tokens_output', 'integer'),
    ('sessions', 'duration_seconds', 'double precision'), ('sessions', 'rating', 'integer'),
    ('sessions', 'feedback', 'text'), ('sessions', 'private', 'boolean'), ('sessions', 'state', 'jsonb'),
    ('sessions', 'live_until', 'timestamptz'), ('sessions', 'ended_at', 'timestamptz'),
    ('messages', 'id', 'uuid'), ('messages', 'message_id', 'text'), ('messages', 'user_id', 'uuid'),
    ('messages', 'session_id', 'text'), ('messages', 'created_at', 'timestamptz'), ('messages', 'seq', 'bigint'),
    ('messages', 'sender', 'text'), ('messages', 'text_content', 'text'), ('messages', 'interrupted', 'boolean'),
    ('messages', 'tool', 'jsonb'),
    ('memory', 'id', 'uuid'), ('memory', 'user_id', 'uuid'), ('memory', 'category', 'text'),
    ('memory', 'key', 'text'), ('memory', 'value', 'text'), ('memory', 'source_message_id', 'text'),
    ('memory', 'confidence', 'double precision'), ('memory', 'last_used_at', 'timestamptz'),
    ('memory', 'superseded_by', 'uuid'), ('memory', 'created_at', 'timestamptz'),
    ('memory', 'updated_at', 'timestamptz');
  delete from wanted where wanted.tab not in (select p.tab from present p);

  -- Views and policies hold columns fast; the next files make ours.
  if (select relkind from pg_catalog.pg_class where oid = to_regclass('public.all_users')) = 'v' then
    drop view public.all_users;
  end if;
  for found in
    select policyname, tablename from pg_catalog.pg_policies
    where schemaname = 'public' and tablename in (select p.tab from present p)
  loop
    execute format('drop policy %I on public.%I', found.policyname, found.tablename);
  end loop;

  -- Foreign keys on our columns (to auth.users, whom a caller by voice is not in), and checks and uniques on them that
  -- are not ours: those would refuse what the assistant writes. Ours are put on at the end.
  for found in
    select p.tab, c.conname, pg_get_constraintdef(c.oid) as def
    from pg_catalog.pg_constraint c join present p on p.oid = c.conrelid
    where (c.contype in ('f', 'c') or c.contype = 'u' and (p.tab, pg_get_constraintdef(c.oid)) not in (
        ('profiles', 'UNIQUE (identity)'), ('sessions', 'UNIQUE (session_id)'), ('messages', 'UNIQUE (message_id)')))
      and not exists (
        select from unnest(c.conkey) k join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k
        where a.attname not in (select x.col from wanted x where x.tab = p.tab))
      and pg_get_constraintdef(c.oid) not in (
        'FOREIGN KEY (user_id) REFERENCES public.profiles(id) ON DELETE CASCADE',
        'FOREIGN KEY (session_id) REFERENCES public.sessions(session_id) ON DELETE CASCADE',
        'FOREIGN KEY (user_id) REFERENCES profiles(id) ON DELETE CASCADE',
        'FOREIGN KEY (session_id) REFERENCES sessions(session_id) ON DELETE CASCADE')
    order by c.contype = 'u'
  loop
    execute format('alter table public.%I drop constraint %I cascade', found.tab, found.conname);
    raise notice 'adopt: % no longer has % (%)', found.tab, found.conname, found.def;
  end loop;
  for found in
    select i.indexrelid::regclass as name, p.tab
    from pg_catalog.pg_index i join present p on p.oid = i.indrelid
    where i.indisunique and not i.indisprimary
      and not exists (select from pg_catalog.pg_constraint c where c.conindid = i.indexrelid)
      and not exists (
        select from unnest(i.indkey) k left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k
        where a.attname is null or a.attname not in (select x.col from wanted x where x.tab = p.tab))
  loop
    execute format('drop index %s', found.name);
    raise notice 'adopt: % no longer has the unique index %', found.tab, found.name;
  end loop;

  -- Ids: a uuid, also where there was a number (it stays as legacy_id) or a key of several columns.
  for tab in select p.tab from present p loop
    select format_type(a.atttypid, a.atttypmod) into kind from pg_catalog.pg_attribute a
      where a.attrelid = to_regclass('public.' || tab) and a.attname = 'id' and not a.attisdropped;
    if kind is distinct from 'uuid' then
      for found in select conname from pg_catalog.pg_constraint
        where conrelid = to_regclass('public.' || tab) and contype = 'p'
      loop
        execute format('alter table public.%I drop constraint %I cascade', tab, found.conname);
      end loop;
      if kind is not null then
        execute format('alter table public.%I rename column id to legacy_id', tab);
      end if;
      execute format('alter table public.%I add column id uuid not null default gen_random_uuid()', tab);
    end if;
    if not exists (
      select from pg_catalog.pg_constraint
      where conrelid = to_regclass('public.' || tab) and contype = 'p'
        and pg_get_constraintdef(oid) = 'PRIMARY KEY (id)'
    ) then
      for found in select conname from pg_catalog.pg_constraint
        where conrelid = to_regclass('public.' || tab) and contype = 'p'
      loop
        execute format('alter table public.%I drop constraint %I cascade', tab, found.conname);
      end loop;
      execute format('alter table public.%I add primary key (id)', tab);
    end if;
  end loop;

  -- Columns that are missing, and those of another type (a moment without zone was meant in UTC).
  for w in select * from wanted loop
    select format_type(a.atttypid, null) into kind from pg_catalog.pg_attribute a
      where a.attrelid = to_regclass('public.' || w.tab) and a.attname = w.col and not a.attisdropped;
    if kind is null then
      execute format('alter table public.%I add column %I %s', w.tab, w.col, w.kind);
    elsif kind <> format_type(w.kind::regtype, null) then
      execute format('alter table public.%I alter column %I drop default', w.tab, w.col);
      execute format('alter table public.%I alter column %I type %s using %I%s', w.tab, w.col, w.kind, w.col,
        case when kind = 'timestamp without time zone' then ' at time zone ''UTC''' else '::' || w.kind end);
    end if;
  end loop;

  -- Columns of theirs that we do not write must not be asked for; ours get their rule in the file after the next one.
  for found in
    select p.tab, a.attname from pg_catalog.pg_attribute a join present p on p.oid = a.attrelid
    where a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef and a.attidentity = ''
      and a.attname <> 'id'
  loop
    execute format('alter table public.%I alter column %I drop not null', found.tab, found.attname);
  end loop;

  drop table wanted;
  drop table present;
end $$;
