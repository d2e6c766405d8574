-- A suspect that cannot run here now: its message is written again, for later. A row that waits for
-- its time already will do; one that is due may be the very one that was delivered, its confirm on the way.
--   $1 year  $2 month  $3 job_id  $4 rests for, ms
--   changes: backfill_log outbox
WITH waiting AS (
    UPDATE backfill_log l
       SET announced_at = clock_timestamp()
     WHERE year = $1 AND month = $2 AND job_id = $3 AND status IN ('queued', 'retry')
       AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = l.job_id AND o.destination = 'backfill'
                          AND o.available_at > clock_timestamp())
    RETURNING l.*
)
INSERT INTO outbox (destination, type, message_id, correlation_id, body, year, month, job_id, available_at)
SELECT 'backfill', 'backfill.month.v1', w.job_id, w.job_id, backfill_message(w), w.year, w.month, w.job_id,
       greatest(w.retry_at, clock_timestamp() + $4::bigint * interval '1 ms')
  FROM waiting w
