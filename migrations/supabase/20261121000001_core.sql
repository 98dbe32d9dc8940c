-- The tables, as tables.py declares them. Those that a project already held have the same columns by the file before.

create table if not exists public.profiles (
  id uuid primary key default gen_random_uuid(),
  identity text not null unique,
  email text,
  is_first_login boolean not null default true,
  display_name text,
  timezone text,
  locale text,
  habits jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table if not exists public.user_links (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  auth_user_id uuid not null unique,
  created_at timestamptz not null default now()
);
create index if not exists user_links_user_id_idx on public.user_links (user_id);

create table if not exists public.user_alarms (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  label text,
  alarm_time timestamptz,
  wall_time text not null,
  zone text not null,
  rrule text,
  clock text not null default 'wall',
  status text not null default 'scheduled',
  snoozed_until timestamptz,
  lease_by text,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index if not exists user_alarms_user_id_alarm_time_idx on public.user_alarms (user_id, alarm_time);

create table if not exists public.user_reminders (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  text text not null,
  remind_at timestamptz,
  wall_time text not null,
  zone text not null,
  rrule text,
  clock text not null default 'wall',
  status text not null default 'scheduled',
  snoozed_until timestamptz,
  lease_by text,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index if not exists user_reminders_user_id_remind_at_idx on public.user_reminders (user_id, remind_at);

create table if not exists public.user_timers (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  label text,
  seconds integer not null,
  ends_at timestamptz not null,
  status text not null default 'running',
  lease_by text,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index if not exists user_timers_user_id_ends_at_idx on public.user_timers (user_id, ends_at);

create table if not exists public.occurrences (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  table_name text not null,
  row_id uuid not null,
  due_at timestamptz not null,
  rung_at timestamptz,
  channel text,
  outcome text,
  acknowledged_at timestamptz,
  created_at timestamptz not null default now(),
  constraint occurrences_row_id_due_at_key unique (row_id, due_at)
);
create index if not exists occurrences_user_id_due_at_idx on public.occurrences (user_id, due_at);

create table if not exists public.user_notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  title text,
  content text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index if not exists user_notes_user_id_created_at_idx on public.user_notes (user_id, created_at);

create table if not exists public.memory (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  category text not null,
  key text not null,
  value text not null,
  source_message_id text,
  confidence double precision,
  last_used_at timestamptz,
  superseded_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index if not exists memory_user_id_category_key_idx on public.memory (user_id, category, key);

create table if not exists public.sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  session_id text not null unique,
  status text not null default 'active',
  channel text not null default 'text',
  room text,
  title text,
  summary text,
  message_count integer not null default 0,
  tokens_input integer not null default 0,
  tokens_output integer not null default 0,
  duration_seconds double precision,
  rating integer,
  feedback text,
  private boolean not null default false,
  state jsonb not null default '{}',
  live_until timestamptz,
  ended_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index if not exists sessions_user_id_created_at_idx on public.sessions (user_id, created_at);

create table if not exists public.messages (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  message_id text not null unique,
  session_id text not null references public.sessions (session_id) on delete cascade,
  seq bigint not null,
  sender text not null,
  text_content text not null,
  interrupted boolean not null default false,
  tool jsonb,
  created_at timestamptz not null default now()
);
create index if not exists messages_session_id_seq_idx on public.messages (session_id, seq);
create index if not exists messages_user_id_created_at_idx on public.messages (user_id, created_at);

create table if not exists public.changes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  session_id text,
  batch uuid not null,
  position integer not null,
  table_name text not null,
  row_id uuid not null,
  before jsonb,
  after jsonb,
  undone_at timestamptz,
  created_at timestamptz not null default now()
);
create index if not exists changes_batch_idx on public.changes (batch);
create index if not exists changes_user_id_created_at_idx on public.changes (user_id, created_at);

create table if not exists public.push_targets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  kind text not null,
  url text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index if not exists push_targets_user_id_idx on public.push_targets (user_id);

create table if not exists public.api_keys (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  name text not null,
  prefix text not null,
  key_hash text not null unique,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);
create index if not exists api_keys_user_id_idx on public.api_keys (user_id);

create table if not exists public.audit_logs (
  id uuid primary key default gen_random_uuid(),
  subject text,
  action text not null,
  detail jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table if not exists public.cache_entries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.profiles (id) on delete cascade,
  key text not null,
  status integer not null,
  body jsonb,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint cache_entries_user_id_key_key unique (user_id, key)
);

-- Everybody the assistant knows. 'auth' is who signs in with Supabase Auth: linked, or the sign-in itself, whose id is
-- never a uuid5.
drop view if exists public.all_users;
create view public.all_users with (security_invoker = true) as
  select p.id, p.email,
    case when l.user_id is not null or get_byte(uuid_send(p.id), 6) >> 4 <> 5 then 'auth' else 'livekit' end
      as user_type
  from public.profiles p
  left join (select distinct user_id from public.user_links) l on l.user_id = p.id;

-- A project's own trigger on auth.users may go on making profiles without knowing our columns.
create schema if not exists private;
create or replace function private.fill_identity() returns trigger language plpgsql set search_path = '' as $$
begin
  new.identity := coalesce(new.identity, new.id::text);
  return new;
end $$;
create or replace trigger fill_identity before insert on public.profiles
  for each row execute function private.fill_identity();
