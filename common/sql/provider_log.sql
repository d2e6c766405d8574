-- When providers were closed and opened, the newest first.
--   $1 provider, NULL: all  $2 at most so many
--   columns: at provider what class why until lasted_ms
SELECT to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS at, e.provider, e.what, e.class, e.why,
       to_char(e.until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS until,
       round(extract(epoch FROM e.at - e.since) * 1000)::bigint AS lasted_ms
  FROM provider_event e
 WHERE $1::text IS NULL OR e.provider = $1::text
 ORDER BY e.id DESC
 LIMIT $2::int
