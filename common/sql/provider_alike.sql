-- How the calls of one month ended at its providers: does each fail every month in the same way? Numbers in the words
-- do not count. A provider that has answered a month begins anew.
--   $1 year  $2 month
--   arrays, one element a provider: $3 its name  $4 how it failed, with the class; NULL: it answered
--   columns: provider months
--   changes: provider_state
WITH said AS (
    SELECT provider, left(regexp_replace(failure, '[0-9]+', '#', 'g'), 400) AS failure
      FROM unnest($3::text[], $4::text[]) AS u (provider, failure)
), before AS (
    SELECT s.provider, t.failure,
           CASE WHEN s.alike = t.failure THEN s.alike_months ELSE '{}' END AS months
      FROM provider_state s JOIN said t USING (provider)
     WHERE t.failure IS NOT NULL OR s.alike IS NOT NULL
     ORDER BY s.provider
       FOR NO KEY UPDATE OF s
)
UPDATE provider_state s
   SET alike = b.failure,
       alike_months = CASE WHEN b.failure IS NULL THEN NULL
                           WHEN m.number = ANY(b.months) OR cardinality(b.months) = 20 THEN b.months
                           ELSE b.months || m.number END
  FROM before b, LATERAL (SELECT $1::integer * 12 + $2::integer - 1 AS number) m
 WHERE s.provider = b.provider
RETURNING s.provider, coalesce(cardinality(s.alike_months), 0)::bigint AS months
