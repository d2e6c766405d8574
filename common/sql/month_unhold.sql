-- Let schedule choose held months again. They were locked by month_lock in the same transaction.
--   $1 months (array of year * 12 + month)  $2 who  $3 why, or NULL  $4 what was asked for (jsonb)
--   columns: month previous_status result changed operation
--   changes: backfill_log operation operation_item operator_action
WITH asked AS (
    SELECT DISTINCT n FROM unnest($1::int[]) n
), found AS (
    SELECT l.year, l.month, l.status, l.held
      FROM backfill_log l
      JOIN asked ON l.year * 12 + l.month = n
), freed AS (
    UPDATE backfill_log l
       SET held = false
      FROM found f
     WHERE l.year = f.year AND l.month = f.month AND f.held
    RETURNING l.year, l.month
), result AS (
    SELECT a.n, coalesce(f.status, 'missing') AS previous_status, r.year IS NOT NULL AS changed,
           CASE WHEN f.year IS NULL THEN 'is not in the table'
                WHEN r.year IS NOT NULL THEN 'no longer held'
                ELSE 'was not held' END AS result
      FROM asked a
      LEFT JOIN found f ON f.year * 12 + f.month = a.n
      LEFT JOIN freed r ON r.year = f.year AND r.month = f.month
), recorded AS (
    SELECT operation_of_months('unhold', 'unhold', $2, $3, $4::jsonb, jsonb_agg(jsonb_build_object(
               'n', r.n, 'changed', r.changed, 'result', r.result))) AS operation
      FROM result r
)
SELECT (r.n - 1) / 12 || '-' || lpad(((r.n - 1) % 12 + 1)::text, 2, '0') AS month, r.previous_status, r.result, r.changed,
       o.operation
  FROM result r, recorded o
 ORDER BY r.n
