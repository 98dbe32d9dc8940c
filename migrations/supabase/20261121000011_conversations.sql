-- The procedures of conversations, with the meaning that system_control/store/conversing.py states.

create or replace function public.save_turn(arguments text) returns text
language plpgsql security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  owner constant uuid := (given ->> 'user_id')::uuid;
  name constant text := given ->> 'session_id';
  at constant timestamptz := (given ->> 'at')::timestamptz;
  present public.sessions;
  settled public.sessions;
  last_seq bigint;
  total integer;
begin
  select * into present from public.sessions s where s.session_id = name and s.user_id = owner for update;
  if not found then
    return 'gone';
  end if;
  if not exists (
    select from jsonb_array_elements(given -> 'messages') m
    where not exists (select from public.messages k where k.message_id = m.value ->> 'message_id')
  ) and (jsonb_array_length(given -> 'messages') > 0 or present.updated_at = at) then
    return 'done';
  end if;
  select coalesce(max(m.seq), 0) into last_seq from public.messages m where m.session_id = name;
  insert into public.messages
    (id, user_id, message_id, session_id, seq, sender, text_content, interrupted, tool, created_at)
  select r.id, owner, r.message_id, name, last_seq + row_number() over (order by m.ordinality), r.sender,
    r.text_content, coalesce(r.interrupted, false), r.tool, at
  from jsonb_array_elements(given -> 'messages') with ordinality m
    cross join jsonb_populate_record(null::public.messages, jsonb_strip_nulls(m.value)) r
  where not exists (select from public.messages k where k.message_id = m.value ->> 'message_id');
  select count(*) into total from public.messages m where m.session_id = name;
  settled := jsonb_populate_record(present, given -> 'values');
  update public.sessions s set
    status = settled.status, title = settled.title, summary = settled.summary,
    duration_seconds = settled.duration_seconds, rating = settled.rating, feedback = settled.feedback,
    private = settled.private, state = settled.state, live_until = settled.live_until, ended_at = settled.ended_at,
    message_count = total,
    tokens_input = s.tokens_input + (given ->> 'tokens_input')::integer,
    tokens_output = s.tokens_output + (given ->> 'tokens_output')::integer,
    updated_at = at
  where s.id = present.id;
  return 'done';
end $$;

create or replace function public.sweep_sessions(arguments text) returns jsonb
language plpgsql security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  at constant timestamptz := (given ->> 'at')::timestamptz;
  text_before constant timestamptz := (given ->> 'text_before')::timestamptz;
  lost_before constant timestamptz := (given ->> 'lost_before')::timestamptz;
  closed jsonb;
begin
  with over as (
    select s.id, coalesce(s.live_until, s.updated_at) as ended from public.sessions s
    where s.status = 'active' and case
      when s.channel = 'text' then s.updated_at < text_before
      when s.live_until is null then s.updated_at < lost_before
      else s.live_until < at
    end
    order by s.updated_at, s.id limit (given ->> 'limit')::integer for update skip locked
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
  return closed;
end $$;

create or replace function public.conversation_stats(arguments text) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  owner constant uuid := (given ->> 'user_id')::uuid;
  answer jsonb;
begin
  select jsonb_build_object(
      'conversations', count(*), 'active', count(*) filter (where s.status = 'active'),
      'seconds', coalesce(sum(s.duration_seconds), 0),
      'tokens_input', coalesce(sum(s.tokens_input), 0), 'tokens_output', coalesce(sum(s.tokens_output), 0),
      'messages', (select count(*) from public.messages m where m.user_id = owner))
    into answer from public.sessions s where s.user_id = owner;
  return answer || jsonb_build_object('days', (
    select coalesce(jsonb_agg(d.said order by d.place), '[]') from (
      select f.ordinality as place, (
        select count(*) from public.messages m where m.user_id = owner and m.created_at >= f.value::timestamptz
          and m.created_at < (given -> 'days' ->> f.ordinality::integer)::timestamptz) as said
      from jsonb_array_elements_text(given -> 'days') with ordinality f
      where f.ordinality < jsonb_array_length(given -> 'days')) d));
end $$;

do $$
declare
  signature text;
begin
  foreach signature in array array[
    'public.save_turn(text)', 'public.sweep_sessions(text)', 'public.conversation_stats(text)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', signature);
    execute format('grant execute on function %s to service_role', signature);
  end loop;
end $$;
