-- Is the fleet paused? A row that says since when, and by whom.
--   columns: what
SELECT 'paused since ' || coalesce(to_char(paused_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), '?')
       || ' by ' || coalesce(paused_by, '?') || ': ''backfill-producer resume'' ends it' AS what
  FROM control WHERE paused
