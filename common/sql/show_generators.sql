-- What each generator gave for a month in its present generation: its answer, the books that it named, or why it failed.
--   $1 year  $2 month
--   columns: generator model prompt outcome answered_at named found alone nowhere open refusal error_class error_message
WITH month AS (
    SELECT l.year, l.month, l.generation, l.generator_failures FROM backfill_log l WHERE l.year = $1 AND l.month = $2
), answer AS (
    SELECT r.provider, r.model, r.prompt_name, r.outcome, r.received_at, r.refusal
      FROM month m
      JOIN provider_response r ON r.year = m.year AND r.month = m.month AND r.generation = m.generation
), book AS (
    SELECT g.provider, count(*) AS named, count(*) FILTER (WHERE b.status = 'resolved') AS found,
           count(*) FILTER (WHERE b.status = 'resolved' AND cardinality(b.named_by) = 1) AS alone,
           count(*) FILTER (WHERE b.status = 'not_found') AS nowhere, count(*) FILTER (WHERE b.status = 'open') AS open
      FROM month m
      JOIN backfill_book b ON b.year = m.year AND b.month = m.month AND b.generation = m.generation
     CROSS JOIN unnest(b.named_by) AS g (provider)
     GROUP BY g.provider
), failure AS (
    SELECT f.key AS provider, f.value ->> 'class' AS error_class, f.value ->> 'message' AS error_message
      FROM month m, jsonb_each(m.generator_failures) f
)
SELECT provider AS generator, a.model, a.prompt_name AS prompt,
       CASE WHEN f.error_class IS NOT NULL THEN 'failed' ELSE a.outcome END AS outcome,
       to_char(a.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS answered_at,
       coalesce(b.named, 0) AS named, coalesce(b.found, 0) AS found, coalesce(b.alone, 0) AS alone,
       coalesce(b.nowhere, 0) AS nowhere, coalesce(b.open, 0) AS open, a.refusal, f.error_class, f.error_message
  FROM answer a
  FULL JOIN book b USING (provider)
  FULL JOIN failure f USING (provider)
 ORDER BY provider
