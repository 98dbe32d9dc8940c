-- Due, claimed, settled: what system_control/store/claims.py states, each one transaction.

create or replace function public.claim_due(arguments text) returns jsonb
language plpgsql security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  moment constant timestamptz := (given ->> 'now')::timestamptz;
  until constant timestamptz := (given ->> 'lease_until')::timestamptz;
  horizon constant timestamptz := (given ->> 'horizon')::timestamptz;
  live_before constant timestamptz := (given ->> 'live_before')::timestamptz;
  claimer constant text := given ->> 'claimer';
  whose constant uuid := (given ->> 'user_id')::uuid;
  most constant int := (given ->> 'limit')::int;
  kinds constant text[][] := array[
    array['user_alarms', 'alarm_time'], array['user_timers', 'ends_at'], array['user_reminders', 'remind_at']];
  kind text[];
  due text;
  batch jsonb;
  claimed jsonb := '[]'::jsonb;
  coming timestamptz;
  following timestamptz;
begin
  foreach kind slice 1 in array kinds loop
    due := case when kind[1] = 'user_timers' then 't.ends_at' else format(
      'case when t.status in (''snoozed'', ''ringing'') then coalesce(t.snoozed_until, t.%1$I) else t.%1$I end',
      kind[2]) end;
    if jsonb_array_length(claimed) < most then
      execute format($query$
        with found as (
          select t.id from public.%1$I t
          where (
              (t.status in ('scheduled', 'snoozed', 'running') and %2$s <= $1 and (
                t.lease_by is null or t.lease_until is null or t.lease_until <= $1 or t.lease_until > $3
                or (t.lease_by = $4 and t.lease_until = $2)))
              or (t.status = 'ringing' and (
                t.lease_until is null or t.lease_until <= $1 or t.lease_until > $3
                or (t.lease_by = $4 and t.lease_until = $2))))
            and case when $5 is not null then t.user_id = $5 else
              not exists (
                select from public.sessions s
                where s.user_id = t.user_id and s.live_until > $1 and s.live_until <= $3)
              or case when t.lease_until <= $1 and t.lease_until > %2$s then t.lease_until else %2$s end <= $6 end
          order by %2$s, t.id
          limit $7
          for update skip locked
        ), leased as (
          update public.%1$I t set lease_by = $4, lease_until = $2 from found where t.id = found.id
          returning t.*, %2$s as due_moment
        )
        select jsonb_agg(jsonb_build_object(
            'table_name', %3$L,
            'row', to_jsonb(l) - 'due_moment',
            'due_at', l.due_moment,
            'rung_at', o.rung_at,
            'identity', p.identity,
            'timezone', p.timezone,
            'habits', p.habits) order by l.due_moment, l.id)
          from leased l
          join public.profiles p on p.id = l.user_id
          left join public.occurrences o
            on o.row_id = l.id and o.due_at = l.due_moment and o.user_id = l.user_id
        $query$, kind[1], due, kind[1])
        into batch
        using moment, until, horizon, claimer, whose, live_before, most - jsonb_array_length(claimed);
      claimed := claimed || coalesce(batch, '[]'::jsonb);
    end if;
    execute format($query$
      select least(
        (select min(%2$s) from public.%1$I t
          where t.status in ('scheduled', 'snoozed', 'running') and %2$s > $1 and ($3 is null or t.user_id = $3)),
        (select min(t.lease_until) from public.%1$I t
          where t.status in ('scheduled', 'snoozed', 'running', 'ringing')
            and t.lease_until > $1 and t.lease_until <= $2 and ($3 is null or t.user_id = $3)))
      $query$, kind[1], due) into coming using moment, horizon, whose;
    following := least(following, coming);
  end loop;
  return jsonb_build_object('claimed', claimed, 'next', following);
end $$;

create or replace function private.settle_one(given jsonb) returns text
language plpgsql security invoker set search_path = '' as $$
declare
  kind constant text := given ->> 'table_name';
  owner constant uuid := (given ->> 'user_id')::uuid;
  thing constant uuid := (given ->> 'row_id')::uuid;
  due constant timestamptz := (given ->> 'due_at')::timestamptz;
  at constant timestamptz := (given ->> 'at')::timestamptz;
  new_status constant text := given ->> 'status';
  news constant jsonb := nullif(given -> 'occurrence', 'null'::jsonb);
  due_column constant text := case kind
    when 'user_alarms' then 'alarm_time' when 'user_timers' then 'ends_at' when 'user_reminders' then 'remind_at' end;
  present jsonb;
  present_due timestamptz;
  known boolean;
  told boolean;
  held boolean;
begin
  if due_column is null then
    raise exception 'rows of % do not ring', kind;
  end if;
  execute format('select to_jsonb(t) from public.%I t where t.id = $1 and t.user_id = $2 for update', kind)
    into present using thing, owner;
  select true, o.rung_at is not null into known, told
    from public.occurrences o where o.row_id = thing and o.due_at = due and o.user_id = owner;
  known := coalesce(known, false);
  present_due := (present ->> due_column)::timestamptz;
  if present ->> 'status' in ('snoozed', 'ringing') then
    present_due := coalesce((present ->> 'snoozed_until')::timestamptz, present_due);
  end if;
  held := coalesce(
    present ->> 'lease_by' = given ->> 'claimer'
    and present ->> 'status' in ('scheduled', 'snoozed', 'running', 'ringing')
    and present_due = due, false);

  if news is not null and known then
    update public.occurrences o set
      rung_at = coalesce((news ->> 'rung_at')::timestamptz, o.rung_at),
      channel = coalesce(news ->> 'channel', o.channel),
      outcome = coalesce(news ->> 'outcome', o.outcome),
      acknowledged_at = coalesce((news ->> 'acknowledged_at')::timestamptz, o.acknowledged_at)
      where o.row_id = thing and o.due_at = due and o.user_id = owner;
  elsif news is not null and held then
    insert into public.occurrences
      (id, user_id, table_name, row_id, due_at, rung_at, channel, outcome, acknowledged_at, created_at)
    values ((news ->> 'id')::uuid, owner, kind, thing, due, (news ->> 'rung_at')::timestamptz, news ->> 'channel',
      news ->> 'outcome', (news ->> 'acknowledged_at')::timestamptz, at);
  end if;
  if not held then
    return 'gone';
  end if;

  execute format('update public.%I t set lease_by = $1, lease_until = $2, updated_at = $3, '
    'status = coalesce($4, t.status), %2$I = coalesce($5, t.%2$I) where t.id = $6', kind, due_column)
    using given ->> 'lease_by', (given ->> 'lease_until')::timestamptz, at, new_status,
      (given ->> 'next_due')::timestamptz, thing;
  if kind <> 'user_timers' and new_status is not null
    and (new_status <> 'ringing' or present ->> 'status' not in ('ringing', 'snoozed')) then
    execute format('update public.%I t set snoozed_until = null where t.id = $1', kind) using thing;
  end if;
  return case when told then 'rung' else 'first' end;
end $$;

create or replace function public.settle_due(arguments text) returns jsonb
language plpgsql security invoker set search_path = '' as $$
declare
  item jsonb;
  results jsonb := '[]'::jsonb;
begin
  for item in select e.value from jsonb_array_elements(arguments::jsonb -> 'items') with ordinality e
    order by e.ordinality
  loop
    results := results || to_jsonb(private.settle_one(item));
  end loop;
  return results;
end $$;

do $$
declare
  signature text;
begin
  foreach signature in array array[
    'public.claim_due(text)', 'private.settle_one(jsonb)', 'public.settle_due(text)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', signature);
    execute format('grant execute on function %s to service_role', signature);
  end loop;
end $$;
