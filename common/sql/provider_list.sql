-- Every provider that is configured or was ever asked, and its state.
--   arrays: $1 name  $2 role (a name may stand twice)
--   columns: provider role state closed_since closed_until closed_class closed_why failures
WITH configured AS (
    SELECT c.name, string_agg(c.role, ', ' ORDER BY c.position) AS role, min(c.position) AS position
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS c (name, role, position)
     GROUP BY c.name
), closed AS (
    SELECT * FROM provider_state WHERE closed_until > clock_timestamp()
)
SELECT coalesce(c.name, s.provider) AS provider, coalesce(c.role, 'not configured') AS role,
       CASE WHEN closed.provider IS NULL THEN 'open' ELSE 'closed' END AS state,
       to_char(closed.closed_since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS closed_since,
       to_char(closed.closed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS closed_until,
       closed.closed_class, closed.closed_why, coalesce(s.failures, 0) AS failures
  FROM configured c
  FULL JOIN provider_state s ON s.provider = c.name
  LEFT JOIN closed ON closed.provider = s.provider
 ORDER BY c.position NULLS LAST, s.provider
