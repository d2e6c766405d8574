-- What keeps the fleet from its work, a row each: is it critical, what, why.
--   $1 providers in use (array)
SELECT false, 'fleet',
       'paused since ' || coalesce(to_char(paused_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), '?')
       || ' by ' || coalesce(paused_by, '?') || ': ''backfill-producer resume'' ends it'
  FROM control WHERE paused
UNION ALL
SELECT closed_class = 'config', 'provider ' || provider,
       'closed until ' || to_char(closed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') || ' ('
       || closed_class || '): ' || coalesce(closed_why, '')
  FROM provider_state
 WHERE provider = ANY ($1::text[]) AND closed_until > clock_timestamp()
