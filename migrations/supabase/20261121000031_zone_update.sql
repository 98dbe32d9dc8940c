-- Due moments are put right after an update of the zone database, with the meaning that
-- system_control/store/moving.py states.

create or replace function public.standing_walls(arguments text) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  kind constant text := given ->> 'table_name';
  due_column constant text := case kind when 'user_alarms' then 'alarm_time' when 'user_reminders' then 'remind_at' end;
  found jsonb;
begin
  if due_column is null then
    raise exception 'rows of % have no wall time', kind;
  end if;
  execute format($query$
    select coalesce(jsonb_agg(to_jsonb(s) order by s.id), '[]') from (
      select * from public.%1$I t
      where t.clock = 'wall' and t.status in ('scheduled', 'paused') and t.%2$I > $1 and ($2 is null or t.id > $2)
      order by t.id limit $3) s
    $query$, kind, due_column)
    into found
    using (given ->> 'now')::timestamptz, (given ->> 'after')::uuid, (given ->> 'limit')::integer;
  return found;
end $$;

create or replace function public.move_due(arguments text) returns integer
language plpgsql security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  at constant timestamptz := (given ->> 'at')::timestamptz;
  item jsonb;
  due_column text;
  hit boolean;
  moved integer := 0;
begin
  for item in select i.value from jsonb_array_elements(given -> 'items') with ordinality i order by i.ordinality loop
    due_column := case item ->> 'table_name'
      when 'user_alarms' then 'alarm_time' when 'user_reminders' then 'remind_at' end;
    if due_column is null then
      raise exception 'rows of % have no wall time', item ->> 'table_name';
    end if;
    -- The second part is a retry: it was moved before, at this moment.
    execute format($query$
      with changed as (
        update public.%1$I t set %2$I = $4, updated_at = $5
        where t.id = $1 and t.user_id = $2 and t.%2$I = $3
          and t.clock = 'wall' and t.status in ('scheduled', 'paused')
          and (t.lease_by is null or t.lease_until is null or t.lease_until <= $5)
        returning t.id)
      select exists (select from changed) or exists (
        select from public.%1$I t where t.id = $1 and t.user_id = $2 and t.%2$I = $4 and t.updated_at = $5)
      $query$, item ->> 'table_name', due_column)
      into hit
      using (item ->> 'row_id')::uuid, (item ->> 'user_id')::uuid, (item ->> 'due_before')::timestamptz,
        (item ->> 'due_after')::timestamptz, at;
    moved := moved + hit::integer;
  end loop;
  return moved;
end $$;

do $$
declare
  signature text;
begin
  foreach signature in array array['public.standing_walls(text)', 'public.move_due(text)'] loop
    execute format('revoke all on function %s from public, anon, authenticated', signature);
    execute format('grant execute on function %s to service_role', signature);
  end loop;
end $$;
