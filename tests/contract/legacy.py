"""Projects that held tables of these names before: as people make them from tutorials, with rows in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.postgres import PostgresServer

ADOPTED = ("profiles", "sessions", "messages", "memory")

ALICE = "bbbbbbbb-0000-4000-8000-000000000001"
BOB = "bbbbbbbb-0000-4000-8000-000000000002"
GHOST = "bbbbbbbb-0000-4000-8000-00000000000f"

_SIGN_INS = f"""
insert into auth.users (id, email) values ('{ALICE}', 'alice@example.com'), ('{BOB}', 'bob@example.com');
"""

TUTORIAL = f"""
-- Supabase's own "user management" example, with a chat on top.
create table public.profiles (
  id uuid not null references auth.users on delete cascade primary key,
  updated_at timestamptz, username text unique, full_name text not null, avatar_url text, email varchar(200) unique,
  constraint username_length check (char_length(username) >= 3)
);
alter table public.profiles enable row level security;
create policy "Public profiles are viewable by everyone." on public.profiles for select using (true);
create policy "Users can insert their own profile." on public.profiles for insert with check (auth.uid() = id);
grant all on public.profiles to anon, authenticated;
create function public.handle_new_user() returns trigger language plpgsql security definer set search_path = '' as $f$
begin
  insert into public.profiles (id, full_name) values (new.id, 'new here');
  return new;
end $f$;
revoke execute on function public.handle_new_user() from public, anon, authenticated;
insert into public.profiles values
  ('{ALICE}', '2026-01-02T03:04:05Z', 'alice', 'Alice A.', 'x.png', null),
  ('{BOB}', null, null, 'Bob B.', null, 'old@b.com');
create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
create table public.posts (id bigserial primary key, author uuid not null references public.profiles);
insert into public.posts (author) values ('{ALICE}');
grant select on public.posts to service_role;
alter table public.posts enable row level security;
create policy nobody on public.posts as restrictive for all using (false);
create index posts_author_idx on public.posts (author);
create view public.all_users as select id as user_id, full_name from public.profiles;
"""

NUMBERED = f"""
-- Ids are numbers, conversations are named by them, moments have no zone.
create table public.profiles (
  id uuid primary key, email text not null, is_first_login boolean default true, created_at timestamp default now(),
  constraint profiles_id_fkey foreign key (id) references auth.users (id)
);
insert into public.profiles values ('{ALICE}', 'alice@example.com', false, '2026-02-03 04:05:06.789');
create table public.memory (
  id bigserial primary key, user_id uuid not null references auth.users (id), category text not null
    check (category in ('FACT', 'PREFERENCE')),
  key varchar(50) not null, value text, created_at timestamp not null default now(), unique (user_id, category, key)
);
insert into public.memory (user_id, category, key, value, created_at) values
  ('{ALICE}', 'FACT', 'color', 'blue', '2026-02-03 04:05:06'), ('{BOB}', 'PREFERENCE', 'tea', null, '2026-02-04');
create table public.sessions (
  id bigint generated always as identity primary key, user_id uuid references auth.users (id), started_at timestamp,
  mood text not null
);
insert into public.sessions (user_id, started_at, mood) values ('{ALICE}', '2026-03-01 10:00', 'good'),
  ('{BOB}', null, 'bad'), (null, '2026-03-03', 'lost');
create table public.messages (
  id serial primary key, session_id bigint references public.sessions (id) on delete cascade,
  role text not null check (role in ('user', 'assistant')), content text not null, created_at timestamptz not null
);
insert into public.messages (session_id, role, content, created_at) values
  (1, 'user', 'hello', '2026-03-01T10:00:00Z'), (1, 'assistant', 'hi', '2026-03-01T10:00:01Z'),
  (2, 'user', 'hey', '2026-03-02T10:00:00Z'), (3, 'user', 'nobody says this', '2026-03-03T10:00:00Z'),
  (null, 'user', 'nor this', '2026-03-03T10:00:00Z');
create function public.touch() returns trigger language plpgsql set search_path = '' as $f$
begin new.mood := 'touched'; return new; end $f$;
create trigger touch before update on public.sessions for each row execute function public.touch();
"""

LOOSE = f"""
-- Nearly ours: everything may be null, several rows say the same, some refer to what is gone.
create table public.sessions (id uuid primary key default gen_random_uuid(), session_id text, user_id uuid,
  status varchar(20), created_at timestamptz, message_count bigint, state json);
insert into public.sessions values
  ('cccccccc-0000-4000-8000-000000000001', 'chat', '{ALICE}', 'ended', '2026-04-01T00:00:00Z', 2, '{{"a": 1}}'),
  ('cccccccc-0000-4000-8000-000000000002', 'chat', '{BOB}', null, null, null, null),
  ('cccccccc-0000-4000-8000-000000000003', null, '{GHOST}', null, null, null, null);
create table public.messages (message_id text, session_id uuid, user_id uuid, sender text, text_content text,
  seq integer, primary key (message_id));
insert into public.messages values
  ('m1', 'cccccccc-0000-4000-8000-000000000001', null, 'user', 'one', 1),
  ('m2', 'cccccccc-0000-4000-8000-000000000001', '{ALICE}', 'agent', null, 2),
  ('m3', 'cccccccc-0000-4000-8000-000000000003', null, null, 'three', null),
  ('m4', 'dddddddd-0000-4000-8000-000000000009', '{BOB}', 'user', 'the session is gone', null),
  ('m5', null, '{BOB}', 'user', 'no session at all', null),
  ('m6', 'dddddddd-0000-4000-8000-000000000008', null, 'user', 'nobody''s', null);
create table public.memory (user_id uuid, category text, key text, value text, primary key (user_id, category, key));
create unique index memory_once on public.memory (user_id, key);
insert into public.memory values ('{ALICE}', 'FACT', 'color', 'blue'), ('{GHOST}', 'FACT', 'color', 'red');
"""

SHAPES = {"tutorial": TUTORIAL, "numbered": NUMBERED, "loose": LOOSE}


def make_legacy(server: PostgresServer, database: str, shape: str = "numbered") -> None:
    """Give a database that already has Supabase's roles and auth schema the tables of that shape, with rows."""
    server.run(database, _SIGN_INS + SHAPES[shape])
