-- Make failed months pending again. Their checkpoints and attempts stay. They were locked by month_lock in
-- the same transaction.
--   $1 months (array of year * 12 + month)  $2 who  $3 why, or NULL  $4 what was asked for (jsonb)
--   columns: month previous_status result changed operation failed_at error job_id
--   changes: backfill_log operation operation_item operator_action
WITH asked AS (
    SELECT DISTINCT n FROM unnest($1::int[]) n
), found AS (
    SELECT l.year, l.month, l.status, l.job_id, l.completed_at, l.error_class, l.error_message
      FROM backfill_log l
      JOIN asked ON l.year * 12 + l.month = n
), reset AS (
    UPDATE backfill_log l
       SET status = 'pending', job_id = NULL, completed_at = NULL, started_at = NULL, queued_at = NULL,
           announced_at = NULL, last_retry_at = NULL, retry_count = 0, crash_count = 0, error_class = NULL,
           error_message = NULL, replay_of = NULL, gemini_calls = 0, xai_calls = 0, isbndb_calls = 0
      FROM found f
     WHERE l.year = f.year AND l.month = f.month AND f.status = 'failed'
    RETURNING l.year, l.month
), result AS (
    SELECT a.n, coalesce(f.status, 'missing') AS previous_status, f.job_id, f.error_class,
           CASE WHEN f.status = 'failed' THEN f.completed_at END AS failed_at,
           f.error_class || coalesce(': ' || f.error_message, '') AS error, r.year IS NOT NULL AS changed,
           CASE WHEN f.year IS NULL THEN 'is not in the table'
                WHEN r.year IS NOT NULL THEN 'pending'
                ELSE 'has not failed' END AS result
      FROM asked a
      LEFT JOIN found f ON f.year * 12 + f.month = a.n
      LEFT JOIN reset r ON r.year = f.year AND r.month = f.month
), recorded AS (
    SELECT operation_of_months('reset', 'reset_failed', $2, $3, $4::jsonb, jsonb_agg(jsonb_build_object(
               'n', r.n, 'changed', r.changed, 'result', r.result,
               'detail', jsonb_build_object('status', r.previous_status, 'job_id', r.job_id, 'error_class', r.error_class)))) AS operation
      FROM result r
)
SELECT (r.n - 1) / 12 || '-' || lpad(((r.n - 1) % 12 + 1)::text, 2, '0') AS month, r.previous_status, r.result, r.changed,
       o.operation,
       to_char(r.failed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS failed_at, r.error, r.job_id
  FROM result r, recorded o
 ORDER BY r.n
