-- What has happened to providers and is in no log yet: whoever reads it here writes it to its own. A closing
-- whose time has passed is over when somebody looks, and is read by the next look.
--   columns: provider what at class why until closed_ms lasted_ms
--   changes: provider_event provider_state
WITH ended AS (
    UPDATE provider_state s
       SET closed_since = NULL
      FROM (SELECT o.provider FROM provider_state o
             WHERE o.closed_since IS NOT NULL AND NOT provider_is_closed(o)
             ORDER BY o.provider
               FOR NO KEY UPDATE SKIP LOCKED) p
     WHERE s.provider = p.provider
), said AS (
    UPDATE provider_event e
       SET said_at = clock_timestamp()
      FROM (SELECT n.id FROM provider_event n WHERE n.said_at IS NULL ORDER BY n.id LIMIT 100 FOR UPDATE SKIP LOCKED) n
     WHERE e.id = n.id
    RETURNING e.*
)
SELECT provider, what, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, class, why,
       to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until,
       ceil(extract(epoch FROM until - at) * 1000)::bigint AS closed_ms,
       round(extract(epoch FROM at - since) * 1000)::bigint AS lasted_ms
  FROM said
 ORDER BY id
