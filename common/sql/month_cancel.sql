-- Take months back from whatever state but completed, and hold them. A worker that has one finds its
-- claim lost; a message on its way is stale. The months were locked by month_lock in the same transaction:
-- the attempt and the message of a claim or an announcement that was waited for are seen. A month that is
-- compared is not held: month_keep_compared() lets the row stand again that stood before.
--   $1 months (array of year * 12 + month)  $2 who  $3 why, or NULL  $4 what was asked for (jsonb)
--   columns: month previous_status result changed operation
--   changes: backfill_attempt backfill_log operation operation_item operator_action outbox
WITH asked AS (
    SELECT DISTINCT n FROM unnest($1::int[]) n
), found AS (
    SELECT l.year, l.month, l.status, l.held, l.job_id, l.claim_token
      FROM backfill_log l
      JOIN asked ON l.year * 12 + l.month = n
), cancelled AS (
    UPDATE backfill_log l
       SET status = 'pending', held = true, job_id = NULL, owner = NULL, claim_token = NULL,
           queued_at = NULL, announced_at = NULL, started_at = NULL, completed_at = NULL, retry_at = NULL,
           retry_count = 0, crash_count = 0, replay_of = NULL
      FROM found f
     WHERE l.year = f.year AND l.month = f.month AND f.status <> 'completed' AND NOT f.held
    RETURNING l.year, l.month, l.status
), attempt AS (
    UPDATE backfill_attempt a
       SET outcome = 'cancelled', ended_at = greatest(clock_timestamp(), a.started_at), calls = attempt_calls(a.claim_token),
           error_class = 'cancelled', error_message = 'cancelled by ' || $2
      FROM found f
     WHERE a.claim_token = f.claim_token AND a.outcome = 'running'
), recalled AS (
    DELETE FROM outbox o
     USING found f
     WHERE o.job_id = f.job_id AND o.destination = 'backfill' AND f.status <> 'completed'
), result AS (
    SELECT a.n, coalesce(f.status, 'missing') AS previous_status, f.job_id, c.year IS NOT NULL AS changed,
           CASE WHEN f.year IS NULL THEN 'is not in the table'
                WHEN c.status = 'completed' THEN 'cancelled: the generation that stood before stands again'
                WHEN c.year IS NOT NULL THEN 'cancelled and held'
                WHEN f.held THEN 'is held already'
                ELSE 'is completed: nothing to cancel' END AS result
      FROM asked a
      LEFT JOIN found f ON f.year * 12 + f.month = a.n
      LEFT JOIN cancelled c ON c.year = f.year AND c.month = f.month
), recorded AS (
    SELECT operation_of_months('cancel', 'cancel', $2, $3, $4::jsonb, jsonb_agg(jsonb_build_object(
               'n', r.n, 'changed', r.changed, 'result', r.result,
               'detail', jsonb_build_object('status', r.previous_status, 'job_id', r.job_id)))) AS operation
      FROM result r
)
SELECT (r.n - 1) / 12 || '-' || lpad(((r.n - 1) % 12 + 1)::text, 2, '0') AS month, r.previous_status, r.result, r.changed,
       o.operation
  FROM result r, recorded o
 ORDER BY r.n
