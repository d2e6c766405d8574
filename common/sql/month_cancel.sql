-- Take months back from whatever state but completed, and hold them. A worker that has one finds its
-- claim lost; a message on its way is stale. The months were locked by month_lock in the same transaction:
-- the attempt and the message of a claim or an announcement that was waited for are seen.
--   $1 months (array of year * 12 + month)  $2 who
--   columns: month previous_status result changed
--   changes: backfill_attempt backfill_log operator_action outbox
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
    RETURNING l.year, l.month
), attempt AS (
    UPDATE backfill_attempt a
       SET outcome = 'cancelled', ended_at = greatest(clock_timestamp(), a.started_at),
           error_class = 'cancelled', error_message = 'cancelled by ' || $2
      FROM found f
     WHERE a.claim_token = f.claim_token AND a.outcome = 'running'
), recalled AS (
    DELETE FROM outbox o
     USING found f
     WHERE o.job_id = f.job_id AND o.destination = 'backfill' AND f.status <> 'completed'
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $2, 'cancel', c.year || '-' || lpad(c.month::text, 2, '0'),
           jsonb_build_object('status', f.status, 'job_id', f.job_id)
      FROM cancelled c JOIN found f USING (year, month)
)
SELECT (a.n - 1) / 12 || '-' || lpad(((a.n - 1) % 12 + 1)::text, 2, '0') AS month,
       coalesce(f.status, 'missing') AS previous_status,
       CASE WHEN f.year IS NULL THEN 'is not in the table'
            WHEN c.year IS NOT NULL THEN 'cancelled and held'
            WHEN f.held THEN 'is held already'
            ELSE 'is completed: nothing to cancel' END AS result,
       c.year IS NOT NULL AS changed
  FROM asked a
  LEFT JOIN found f ON f.year * 12 + f.month = a.n
  LEFT JOIN cancelled c ON c.year = f.year AND c.month = f.month
 ORDER BY a.n
