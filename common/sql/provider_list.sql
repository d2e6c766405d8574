-- Every provider that is configured or was ever asked, and its state.
--   arrays: $1 name  $2 role (a name may stand twice)
WITH configured AS (
    SELECT c.name, string_agg(c.role, ', ' ORDER BY c.position) AS role, min(c.position) AS position
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS c (name, role, position)
     GROUP BY c.name
), closed AS (
    SELECT * FROM provider_state WHERE closed_until > clock_timestamp()
)
SELECT coalesce(c.name, s.provider), coalesce(c.role, 'not configured'),
       CASE WHEN closed.provider IS NULL THEN 'open' ELSE 'closed' END,
       to_char(closed.closed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
       closed.closed_class, closed.closed_why, coalesce(s.failures, 0)
  FROM configured c
  FULL JOIN provider_state s ON s.provider = c.name
  LEFT JOIN closed ON closed.provider = s.provider
 ORDER BY c.position NULLS LAST, s.provider
