-- What an app shows live: Realtime sends a user's own rows when they change (RLS holds there too).
do $$
declare
  shown text;
begin
  if not exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime' and not puballtables) then
    return;
  end if;
  foreach shown in array array['user_alarms', 'user_reminders', 'user_timers', 'user_notes'] loop
    if not exists (
      select from pg_catalog.pg_publication_tables
      where pubname = 'supabase_realtime' and schemaname = 'public' and tablename = shown
    ) then
      execute format('alter publication supabase_realtime add table public.%I', shown);
    end if;
  end loop;
end $$;
