-- Are there months that wait for a message which no outbox row holds, announced long ago?
--   $1 announced longer ago than, ms
--   columns: months
SELECT count(*) AS months
  FROM backfill_log l
 WHERE l.status IN ('queued', 'retry')
   AND greatest(l.announced_at, l.retry_at) < clock_timestamp() - $1::bigint * interval '1 ms'
   AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = l.job_id AND o.destination = 'backfill')
