-- What is old, of all users, is found by an index; and the procedures of conversations with what they do besides, with
-- the meaning that system_control/store/conversing.py states.

create index if not exists messages_created_at_idx on public.messages (created_at);
create index if not exists sessions_ended_at_idx on public.sessions (ended_at);

create or replace function public.save_turn(arguments text) returns text
language plpgsql security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  owner constant uuid := (given ->> 'user_id')::uuid;
  name constant text := given ->> 'session_id';
  at constant timestamptz := (given ->> 'at')::timestamptz;
  present public.sessions;
  settled public.sessions;
  fresh jsonb;
  last_seq bigint;
  total integer;
begin
  select * into present from public.sessions s where s.session_id = name and s.user_id = owner for update;
  if not found then
    return 'gone';
  end if;
  settled := jsonb_populate_record(present, given -> 'values');
  select coalesce(jsonb_agg(m.value order by m.ordinality), '[]') into fresh
    from jsonb_array_elements(given -> 'messages') with ordinality m
    where not exists (select from public.messages k where k.message_id = m.value ->> 'message_id');
  if fresh = '[]' and (
    jsonb_array_length(given -> 'messages') > 0
    or case when given -> 'values' ->> 'ended_at' is null then present.updated_at = at
      else present.ended_at is not distinct from settled.ended_at end
  ) then
    return 'done';
  end if;
  select coalesce(max(m.seq), 0) into last_seq from public.messages m where m.session_id = name;
  insert into public.messages
    (id, user_id, message_id, session_id, seq, sender, text_content, interrupted, tool, created_at)
  select r.id, owner, r.message_id, name, last_seq + row_number() over (order by m.ordinality), r.sender,
    r.text_content, coalesce(r.interrupted, false), r.tool, coalesce(r.created_at, at)
  from jsonb_array_elements(fresh) with ordinality m
    cross join jsonb_populate_record(null::public.messages, jsonb_strip_nulls(m.value)) r;
  select count(*) into total from public.messages m where m.session_id = name;
  update public.sessions s set
    status = settled.status, title = settled.title, summary = settled.summary,
    duration_seconds = settled.duration_seconds, rating = settled.rating, feedback = settled.feedback,
    private = settled.private, state = settled.state, live_until = settled.live_until, ended_at = settled.ended_at,
    message_count = total,
    tokens_input = s.tokens_input + (given ->> 'tokens_input')::integer
      + coalesce((select sum((m ->> 'tokens_input')::integer) from jsonb_array_elements(fresh) m), 0),
    tokens_output = s.tokens_output + (given ->> 'tokens_output')::integer
      + coalesce((select sum((m ->> 'tokens_output')::integer) from jsonb_array_elements(fresh) m), 0),
    updated_at = at
  where s.id = present.id;
  return 'done';
end $$;

create or replace function public.forget_words(arguments text) returns integer
language plpgsql security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  owner constant uuid := (given ->> 'user_id')::uuid;
  name constant text := given ->> 'session_id';
  gone integer;
begin
  -- First the session, as save_turn does: what it is about to keep is gone as well.
  perform from public.sessions s where s.user_id = owner and (name is null or s.session_id = name)
    order by s.id for update;
  delete from public.messages m where m.user_id = owner and (name is null or m.session_id = name);
  get diagnostics gone = row_count;
  update public.sessions s set message_count = 0, title = null, summary = null
    where s.user_id = owner and (name is null or s.session_id = name);
  return gone;
end $$;

create or replace function public.sweep_sessions(arguments text) returns jsonb
language plpgsql security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  at constant timestamptz := (given ->> 'at')::timestamptz;
  text_before constant timestamptz := (given ->> 'text_before')::timestamptz;
  lost_before constant timestamptz := (given ->> 'lost_before')::timestamptz;
  ended_after constant timestamptz := (given ->> 'ended_after')::timestamptz;
  rest_before constant timestamptz := (given ->> 'rest_before')::timestamptz;
  most constant integer := (given ->> 'limit')::integer;
  closed jsonb;
  untold jsonb;
begin
  with over as (
    select s.id, coalesce(
        case when not s.private then (select max(m.created_at) from public.messages m where m.session_id = s.session_id)
        end, s.live_until, s.updated_at) as ended
    from public.sessions s
    where s.status = 'active' and case
      when s.channel = 'text' then s.updated_at < text_before
      when s.live_until is null then s.updated_at < lost_before
      else s.live_until < at
    end
    order by s.updated_at, s.id limit most for update skip locked
  ), swept as (
    update public.sessions s set
      status = case when s.channel = 'text' then 'ended' else 'abandoned' end,
      ended_at = o.ended, live_until = null, updated_at = at,
      duration_seconds = greatest(0, extract(epoch from o.ended - s.created_at)),
      message_count = (select count(*) from public.messages m where m.session_id = s.session_id)
    from over o where s.id = o.id
    returning s.user_id, s.session_id
  )
  select coalesce(jsonb_agg(to_jsonb(w)), '[]') into closed from swept w;
  with found as (
    select s.id from public.sessions s
    where s.ended_at >= ended_after and s.updated_at < rest_before and s.status <> 'active'
      and s.summary is null and not s.private
      and exists (select from public.messages m where m.session_id = s.session_id and m.sender = 'user')
    order by s.ended_at, s.id limit most for update skip locked
  ), taken as (
    update public.sessions s set updated_at = at from found f where s.id = f.id returning s.user_id, s.session_id
  )
  select coalesce(jsonb_agg(to_jsonb(t)), '[]') into untold from taken t;
  return closed || untold;
end $$;

create or replace function public.retire_messages(arguments text) returns jsonb
language plpgsql security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  before constant timestamptz := (given ->> 'before')::timestamptz;
  most constant integer := (given ->> 'limit')::integer;
  names text[];
  said integer;
  emptied integer;
begin
  with old as (
    select m.id from public.messages m where m.created_at < before
    order by m.created_at, m.id limit most for update skip locked
  ), gone as (
    delete from public.messages m using old o where m.id = o.id returning m.session_id
  )
  select count(*), coalesce(array_agg(distinct g.session_id), '{}') into said, names from gone g;
  update public.sessions s
    set message_count = (select count(*) from public.messages m where m.session_id = s.session_id)
    where s.session_id = any (names);
  delete from public.sessions s
  where s.status <> 'active' and coalesce(s.ended_at, s.updated_at) < before
    and not exists (select from public.messages m where m.session_id = s.session_id)
    and (s.session_id = any (names) or s.id = any (array(
      select e.id from public.sessions e
      where e.ended_at < before and e.status <> 'active'
        and not exists (select from public.messages m where m.session_id = e.session_id)
      order by e.ended_at limit most)));
  get diagnostics emptied = row_count;
  return jsonb_build_object('messages', said, 'sessions', emptied);
end $$;

do $$
declare
  signature text;
begin
  foreach signature in array array[
    'public.save_turn(text)', 'public.forget_words(text)', 'public.sweep_sessions(text)', 'public.retire_messages(text)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', signature);
    execute format('grant execute on function %s to service_role', signature);
  end loop;
end $$;
