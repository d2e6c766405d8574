-- Take months whose owner is gone back to the queue: its lock is free and its heartbeat old (or of the
-- future: the clock was set back) or its row gone, or its heartbeat is very old, or it left. A crash
-- counts only when the claim committed no checkpoint; too many in a row make a dead letter.
--   $1 own process id  $2 heartbeat older than, ms  $3 very old, ms  $4 crashes until it is dead-lettered
--   columns: year month job_id status crash_count owner
--   changes: backfill_attempt backfill_log outbox
WITH lost AS (
    SELECT l.year, l.month, l.claim_token, l.owner,
           l.crash_count + (l.checkpoint_at IS NULL AND p.stopped_at IS NULL)::int AS crashes
      FROM backfill_log l
      LEFT JOIN process p ON p.id = l.owner
     WHERE l.status = 'processing'
       AND l.owner <> $1
       AND (p.stopped_at IS NOT NULL
            OR p.heartbeat_at < clock_timestamp() - $3::bigint * interval '1 ms'
            OR ((p.id IS NULL
                 OR p.heartbeat_at < clock_timestamp() - $2::bigint * interval '1 ms'
                 OR p.heartbeat_at > clock_timestamp() + $2::bigint * interval '1 ms')
                AND NOT EXISTS (SELECT FROM pg_locks k
                                 WHERE k.locktype = 'advisory' AND k.objsubid = 2 AND k.granted
                                   AND k.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                                   AND k.classid = (hashtext(current_schema())::bigint & 4294967295)::oid
                                   AND k.objid = l.owner::oid)))
     ORDER BY l.year, l.month
       FOR NO KEY UPDATE OF l SKIP LOCKED
), taken AS (
    UPDATE backfill_log l
       SET status = CASE WHEN lost.crashes >= $4::int THEN 'failed' ELSE 'queued' END,
           owner = NULL,
           claim_token = NULL,
           crash_count = lost.crashes,
           completed_at = CASE WHEN lost.crashes >= $4::int THEN greatest(clock_timestamp(), l.started_at) END,
           announced_at = clock_timestamp(),
           error_class = CASE WHEN lost.crashes >= $4::int THEN 'crash' ELSE l.error_class END,
           error_message = CASE WHEN lost.crashes >= $4::int
                                THEN 'its worker died ' || lost.crashes || ' times in a row' ELSE l.error_message END
      FROM lost
     WHERE l.year = lost.year AND l.month = lost.month
    RETURNING l AS month, lost.owner AS lost_owner, lost.claim_token AS lost_claim
), attempt AS (
    UPDATE backfill_attempt a
       SET outcome = 'taken_over', ended_at = greatest(clock_timestamp(), a.started_at), error_class = 'crash',
           error_message = 'process ' || lost.owner || ' is gone'
      FROM lost
     WHERE a.claim_token = lost.claim_token
), announced AS (
    INSERT INTO outbox_message
    SELECT m.* FROM taken t, month_message(t.month) m
     WHERE (t.month).status = 'queued'
), letter AS (
    INSERT INTO outbox_message
    SELECT m.*
      FROM taken t,
           month_letter(t.month, NULL, 'worker_crashed', (t.month).crash_count, t.lost_claim) m
     WHERE (t.month).status = 'failed'
)
SELECT (t.month).year, (t.month).month, (t.month).job_id, (t.month).status, (t.month).crash_count,
       t.lost_owner AS owner
  FROM taken t
