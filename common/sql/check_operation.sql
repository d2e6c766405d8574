-- Is the fleet paused? A row that says since when, and by whom.
SELECT 'paused since ' || coalesce(to_char(paused_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), '?')
       || ' by ' || coalesce(paused_by, '?') || ': ''backfill-producer resume'' ends it'
  FROM control WHERE paused
