-- Months of a range whose answers are stored, in their order. Those in flight read their answers by themselves, and a
-- compared one waits for accept or reject: these are named and left out.
--   $1 first and $2 last, as year * 12 + month  $3 only answers of this generator, or NULL
--   columns: year month status generation stage left_out
SELECT l.year, l.month, l.status, l.generation, l.stage,
       CASE WHEN l.status IN ('queued', 'processing', 'retry') THEN 'in_flight'
            WHEN l.compared IS NOT NULL THEN 'compared' END AS left_out
  FROM backfill_log l
 WHERE l.year * 12 + l.month BETWEEN $1::int AND $2::int
   AND EXISTS (SELECT FROM provider_response r
                WHERE r.year = l.year AND r.month = l.month AND r.generation = l.generation
                  AND ($3::text IS NULL OR r.provider = $3::text))
 ORDER BY l.year, l.month
