-- Announce those again; the queue was seen empty.
--   $1 announced longer ago than, ms
--   changes: backfill_log outbox
WITH silent AS (
    SELECT l.year, l.month
      FROM backfill_log l
     WHERE l.status IN ('queued', 'retry')
       AND greatest(l.announced_at, l.retry_at) < clock_timestamp() - $1::bigint * interval '1 ms'
       AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = l.job_id AND o.destination = 'backfill')
       FOR NO KEY UPDATE SKIP LOCKED
), announced AS (
    UPDATE backfill_log l SET announced_at = clock_timestamp()
      FROM silent s
     WHERE l.year = s.year AND l.month = s.month
    RETURNING l.*
)
INSERT INTO outbox_message
SELECT m.* FROM announced a, month_message(a) m
