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
INSERT INTO outbox_message
SELECT m.* FROM waiting w, month_message(w, $4::bigint) m
