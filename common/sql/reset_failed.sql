-- Make failed months pending again. Their checkpoints and attempts stay.
--   $1 first and $2 last, as year * 12 + month  $3 who
--   columns: month failed_at error job_id
--   changes: backfill_log operator_action
WITH failed AS (
    SELECT l.year, l.month, l.job_id, l.completed_at, l.error_class, l.error_message
      FROM backfill_log l
     WHERE l.status = 'failed'
       AND l.year * 12 + l.month BETWEEN $1::int AND $2::int
     ORDER BY l.year, l.month
       FOR UPDATE SKIP LOCKED
), reset AS (
    UPDATE backfill_log l
       SET status = 'pending', job_id = NULL, completed_at = NULL, started_at = NULL, queued_at = NULL,
           announced_at = NULL, last_retry_at = NULL, retry_count = 0, crash_count = 0, error_class = NULL,
           error_message = NULL, replay_of = NULL, gemini_calls = 0, xai_calls = 0, isbndb_calls = 0
      FROM failed f
     WHERE l.year = f.year AND l.month = f.month
    RETURNING l.year, l.month
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $3, 'reset_failed', f.year || '-' || lpad(f.month::text, 2, '0'),
           jsonb_build_object('job_id', f.job_id, 'error_class', f.error_class)
      FROM failed f
)
SELECT r.year || '-' || lpad(r.month::text, 2, '0') AS month,
       to_char(f.completed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS failed_at,
       f.error_class || coalesce(': ' || f.error_message, '') AS error, f.job_id
  FROM reset r JOIN failed f USING (year, month)
 ORDER BY r.year, r.month
