-- What generators declined, and where one gave no answer at all, in the generations that are there.
--   $1 first and $2 last, as year * 12 + month
--   columns: provider what months first_months words
WITH gap AS (
    SELECT r.year, r.month, r.provider, 'declined' AS what, coalesce(r.refusal, 'see answers') AS words
      FROM provider_response r JOIN backfill_log l USING (year, month, generation)
     WHERE r.outcome = 'refused' AND r.year * 12 + r.month BETWEEN $1::int AND $2::int
     UNION ALL
    SELECT l.year, l.month, f.key, 'failed: ' || coalesce(f.value ->> 'class', 'not known'), f.value ->> 'message'
      FROM backfill_log l, jsonb_each(l.generator_failures) f
     WHERE l.year * 12 + l.month BETWEEN $1::int AND $2::int
)
SELECT g.provider, g.what, count(DISTINCT (g.year, g.month)) AS months,
       array_to_string((array_agg(g.year || '-' || lpad(g.month::text, 2, '0') ORDER BY g.year, g.month))[1:5], ' ') AS first_months,
       (array_agg(g.words ORDER BY g.year DESC, g.month DESC))[1] AS words
  FROM gap g
 GROUP BY g.provider, g.what
 ORDER BY count(*) DESC, g.provider, g.what
