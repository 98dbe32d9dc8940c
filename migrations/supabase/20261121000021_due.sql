-- What is due next, and which conversations are over, is found by an index, of all users.

create index if not exists sessions_user_id_live_until_idx on public.sessions (user_id, live_until);
create index if not exists sessions_status_updated_at_idx on public.sessions (status, updated_at);
create index if not exists user_alarms_status_alarm_time_id_idx on public.user_alarms (status, alarm_time, id);
create index if not exists user_alarms_lease_until_idx on public.user_alarms (lease_until);
create index if not exists user_reminders_status_remind_at_id_idx on public.user_reminders (status, remind_at, id);
create index if not exists user_reminders_lease_until_idx on public.user_reminders (lease_until);
create index if not exists user_timers_status_ends_at_id_idx on public.user_timers (status, ends_at, id);
create index if not exists user_timers_lease_until_idx on public.user_timers (lease_until);

-- As it was, but that what has not begun to ring is read in the order of the index, and what rings or was snoozed,
-- of which there is little, by itself.
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
    array['user_alarms', 'alarm_time', 'scheduled', 'running'],
    array['user_timers', 'ends_at', 'running', 'scheduled'],
    array['user_reminders', 'remind_at', 'scheduled', 'running']];
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
        with waiting as (
          select t.id, t.%2$I as due from public.%1$I t
          where t.status = %3$L and t.%2$I <= $1
            and (t.lease_by is null or t.lease_until is null or t.lease_until <= $1 or t.lease_until > $3
              or (t.lease_by = $4 and t.lease_until = $2))
            and case when $5 is not null then t.user_id = $5 else
              not exists (
                select from public.sessions s
                where s.user_id = t.user_id and s.live_until > $1 and s.live_until <= $3)
              or case when t.lease_until <= $1 and t.lease_until > t.%2$I then t.lease_until else t.%2$I end <= $6 end
          order by t.%2$I, t.id
          limit $7
          for update skip locked
        ), others as (
          select t.id, %4$s as due from public.%1$I t
          where (
              (t.status in ('snoozed', %5$L) and %4$s <= $1 and (
                t.lease_by is null or t.lease_until is null or t.lease_until <= $1 or t.lease_until > $3
                or (t.lease_by = $4 and t.lease_until = $2)))
              or (t.status = 'ringing' and (
                t.lease_until is null or t.lease_until <= $1 or t.lease_until > $3
                or (t.lease_by = $4 and t.lease_until = $2))))
            and case when $5 is not null then t.user_id = $5 else
              not exists (
                select from public.sessions s
                where s.user_id = t.user_id and s.live_until > $1 and s.live_until <= $3)
              or case when t.lease_until <= $1 and t.lease_until > %4$s then t.lease_until else %4$s end <= $6 end
          order by %4$s, t.id
          limit $7
          for update skip locked
        ), found as (
          select * from waiting union all select * from others order by due, id limit $7
        ), leased as (
          update public.%1$I t set lease_by = $4, lease_until = $2 from found f where t.id = f.id
          returning t.*, f.due as due_moment
        )
        select jsonb_agg(jsonb_build_object(
            'table_name', %1$L,
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
        $query$, kind[1], kind[2], kind[3], due, kind[4])
        into batch
        using moment, until, horizon, claimer, whose, live_before, most - jsonb_array_length(claimed);
      claimed := claimed || coalesce(batch, '[]'::jsonb);
    end if;
    execute format($query$
      select least(
        (select min(t.%2$I) from public.%1$I t
          where t.status = %3$L and t.%2$I > $1 and ($3 is null or t.user_id = $3)),
        (select min(%4$s) from public.%1$I t
          where t.status in ('snoozed', %5$L) and %4$s > $1 and ($3 is null or t.user_id = $3)),
        (select min(t.lease_until) from public.%1$I t
          where t.lease_until > $1 and t.lease_until <= $2 and ($3 is null or t.user_id = $3)))
      $query$, kind[1], kind[2], kind[3], due, kind[4]) into coming using moment, horizon, whose;
    following := least(following, coming);
  end loop;
  return jsonb_build_object('claimed', claimed, 'next', following);
end $$;
