-- The named procedures, with the meaning that system_control/store/procedures.py states; each is one transaction.
-- They take their arguments as the text of one JSON object.

-- Brings one row from `old` to `new` (null is "not there"); false if it is not in the state of `old`.
create or replace function private.apply_change(
  owner uuid, table_name text, row_id uuid, old jsonb, new jsonb, at timestamptz
) returns boolean
language plpgsql security invoker set search_path = '' as $$
declare
  bookkeeping constant text[] := array['updated_at', 'lease_by', 'lease_until', 'last_used_at'];
  owner_column constant text := case when table_name = 'profiles' then 'id' else 'user_id' end;
  present jsonb;
  mine boolean;
  expected jsonb;
  names text;
  sets text;
begin
  if table_name not in ('user_alarms', 'user_reminders', 'user_timers', 'user_notes', 'memory', 'profiles') then
    raise exception 'changes of % are not recorded', table_name;
  end if;
  execute format('select to_jsonb(t), t.%I = $2 from public.%I t where t.id = $1 for update', owner_column, table_name)
    into present, mine using row_id, owner;

  if old is null then
    if present is not null or new is null
      or (new ->> 'id')::uuid is distinct from row_id or (new ->> owner_column)::uuid is distinct from owner then
      return false;
    end if;
    select string_agg(format('%I', k), ', ') into names from jsonb_object_keys(new) k;
    execute format('insert into public.%1$I (%2$s) select %2$s from jsonb_populate_record(null::public.%1$I, $1)',
      table_name, names) using new;
    return true;
  end if;

  if present is null or not mine then
    return false;
  end if;
  -- Through the table's types and back, so that one moment written in two ways is one moment.
  execute format('select to_jsonb(jsonb_populate_record(null::public.%I, $1))', table_name) into expected using old;
  if exists (
    select from jsonb_object_keys(old) k
    where k <> all (bookkeeping) and present -> k is distinct from expected -> k
  ) then
    return false;
  end if;

  if new is null then
    execute format('delete from public.%I where id = $1', table_name) using row_id;
    return true;
  end if;
  select coalesce(string_agg(format('%1$I = r.%1$I, ', k), ''), '') into sets
    from jsonb_object_keys(new) k where k not in ('id', owner_column, 'updated_at');
  execute format(
    'update public.%1$I t set %2$s updated_at = $2 from jsonb_populate_record(null::public.%1$I, $1) r where t.id = $3',
    table_name, sets) using new, at, row_id;
  return true;
end $$;

create or replace function public.record_changes(arguments text) returns text
language plpgsql security invoker set search_path = '' as $$
declare
  given constant jsonb := arguments::jsonb;
  owner constant uuid := (given ->> 'user_id')::uuid;
  this_batch constant uuid := (given ->> 'batch')::uuid;
  at constant timestamptz := (given ->> 'at')::timestamptz;
  change jsonb;
  place bigint;
begin
  -- A retry may run beside the call that it repeats.
  perform pg_advisory_xact_lock(hashtextextended(this_batch::text, 0));
  if exists (select from public.changes c where c.batch = this_batch and c.user_id = owner) then
    return 'done';
  end if;
  begin
    for change, place in select c.value, c.ordinality from jsonb_array_elements(given -> 'changes') with ordinality c
    loop
      if not private.apply_change(owner, change ->> 'table_name', (change ->> 'row_id')::uuid,
          nullif(change -> 'before', 'null'), nullif(change -> 'after', 'null'), at) then
        raise exception using errcode = 'VA001';
      end if;
      insert into public.changes
        (id, user_id, session_id, batch, position, table_name, row_id, before, after, created_at)
      values ((change ->> 'id')::uuid, owner, given ->> 'session_id', this_batch, place - 1,
        change ->> 'table_name', (change ->> 'row_id')::uuid,
        nullif(change -> 'before', 'null'), nullif(change -> 'after', 'null'), at);
    end loop;
  exception when sqlstate 'VA001' then  -- takes back what this block did
    return 'conflict';
  end;
  return 'done';
end $$;

create or replace function public.undo_changes(arguments text) returns text
language plpgsql security invoker set search_path = '' as $$
declare
  bookkeeping constant text[] := array['updated_at', 'lease_by', 'lease_until', 'last_used_at'];
  given constant jsonb := arguments::jsonb;
  owner constant uuid := (given ->> 'user_id')::uuid;
  this_batch constant uuid := (given ->> 'batch')::uuid;
  at constant timestamptz := (given ->> 'at')::timestamptz;
  recorded boolean;
  repeated boolean;
  change record;
begin
  perform pg_advisory_xact_lock(hashtextextended(this_batch::text, 0));
  select bool_and(c.undone_at is null), bool_and(c.undone_at is not distinct from at) into recorded, repeated
    from public.changes c where c.batch = this_batch and c.user_id = owner;
  if repeated then
    return 'done';
  elsif recorded is not true then
    return 'gone';
  end if;
  begin
    for change in
      select * from public.changes c where c.batch = this_batch and c.user_id = owner order by c.position desc
    loop
      if not private.apply_change(owner, change.table_name, change.row_id, change.after,
          case when change.after is null then change.before else change.before - bookkeeping end, at) then
        raise exception using errcode = 'VA001';
      end if;
    end loop;
  exception when sqlstate 'VA001' then
    return 'conflict';
  end;
  update public.changes c set undone_at = at where c.batch = this_batch and c.user_id = owner;
  return 'done';
end $$;

do $$
declare
  signature text;
begin
  foreach signature in array array[
    'private.apply_change(uuid, text, uuid, jsonb, jsonb, timestamptz)',
    'public.record_changes(text)',
    'public.undo_changes(text)'
  ] loop
    execute format('revoke all on function %s from public, anon, authenticated', signature);
    execute format('grant execute on function %s to service_role', signature);
  end loop;
end $$;
