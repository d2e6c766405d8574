-- Let the generations stand that stand, and forget the new ones beside them, whose books stay. The months were
-- locked by month_lock in the same transaction.
--   $1 months (array of year * 12 + month)  $2 who  $3 why, or NULL  $4 what was asked for (jsonb)
--   columns: month previous_status result changed operation
--   changes: backfill_log operation operation_item operator_action
WITH asked AS (
    SELECT DISTINCT n FROM unnest($1::int[]) n
), found AS (
    SELECT l.*
      FROM backfill_log l
      JOIN asked ON l.year * 12 + l.month = n
), rejected AS (
    UPDATE backfill_log l
       SET compared = NULL
      FROM found f
     WHERE l.year = f.year AND l.month = f.month AND f.status = 'completed' AND f.compared IS NOT NULL
    RETURNING l.year, l.month
), result AS (
    SELECT a.n, coalesce(l.status, 'missing') AS previous_status, r.year IS NOT NULL AS changed,
           compare_result(l, r.year IS NOT NULL, 'generation ' || l.generation || ' stands as before') AS result,
           jsonb_build_object('status', coalesce(l.status, 'missing'), 'generation', f.compared -> 'generation',
                              'job_id', f.compared -> 'job_id') AS detail
      FROM asked a
      LEFT JOIN backfill_log l ON l.year * 12 + l.month = a.n
      LEFT JOIN found f ON f.year = l.year AND f.month = l.month
      LEFT JOIN rejected r ON r.year = l.year AND r.month = l.month
), recorded AS (
    SELECT operation_of_months('reject', 'reject', $2, $3, $4::jsonb, jsonb_agg(jsonb_build_object(
               'n', r.n, 'changed', r.changed, 'result', r.result, 'detail', r.detail))) AS operation
      FROM result r
)
SELECT (r.n - 1) / 12 || '-' || lpad(((r.n - 1) % 12 + 1)::text, 2, '0') AS month, r.previous_status, r.result, r.changed,
       o.operation
  FROM result r, recorded o
 ORDER BY r.n
