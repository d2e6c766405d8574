-- Take months whose owner is gone back to the queue: it left; or its heartbeat has not changed for a
-- while, as the janitor saw by its own clock, and its lock is free; or not for so long that it is frozen,
-- lock or not. An owner that has beaten since is left alone, as is a month that was claimed anew since the
-- statement began: its attempt would not be seen. A crash counts only when the claim committed no
-- checkpoint; too many in a row make a dead letter, or let the row of a compared month stand again that stood before.
--   $1 own process id  $2 crashes until it is dead-lettered
--   arrays: $3 owners that are silent  $4 their heartbeats, as seen  $5 frozen
--   columns: year month job_id status crash_count owner
--   changes: backfill_attempt backfill_log outbox
WITH silent AS (
    SELECT s.owner, s.frozen
      FROM unnest($3::int[], $4::bigint[], $5::boolean[]) AS s (owner, heartbeat, frozen)
      LEFT JOIN process p ON p.id = s.owner
     WHERE coalesce((extract(epoch FROM p.heartbeat_at) * 1000000)::bigint, 0) = s.heartbeat
), lost AS (
    SELECT l.year, l.month, l.claim_token, l.owner, l.job_id,
           l.crash_count + (l.checkpoint_at IS NULL AND p.stopped_at IS NULL)::int AS crashes,
           attempt_calls(l.claim_token) AS calls
      FROM backfill_log l
      JOIN backfill_log begun ON begun.year = l.year AND begun.month = l.month AND begun.claim_token = l.claim_token
      LEFT JOIN process p ON p.id = l.owner
      LEFT JOIN silent s ON s.owner = l.owner
     WHERE l.status = 'processing'
       AND l.owner <> $1
       AND (p.stopped_at IS NOT NULL
            OR s.frozen
            OR (s.owner IS NOT NULL
                AND NOT EXISTS (SELECT FROM pg_locks k
                                 WHERE k.locktype = 'advisory' AND k.objsubid = 2 AND k.granted
                                   AND k.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                                   AND k.classid = (hashtext(current_schema())::bigint & 4294967295)::oid
                                   AND k.objid = l.owner::oid)))
     ORDER BY l.year, l.month
       FOR NO KEY UPDATE OF l SKIP LOCKED
), taken AS (
    UPDATE backfill_log l
       SET status = CASE WHEN lost.crashes >= $2::int THEN 'failed' ELSE 'queued' END,
           owner = NULL,
           claim_token = NULL,
           crash_count = lost.crashes,
           completed_at = CASE WHEN lost.crashes >= $2::int THEN greatest(clock_timestamp(), l.started_at) END,
           announced_at = clock_timestamp(),
           error_class = CASE WHEN lost.crashes >= $2::int THEN 'crash' ELSE l.error_class END,
           error_message = CASE WHEN lost.crashes >= $2::int
                                THEN 'its worker died ' || lost.crashes || ' times in a row' ELSE l.error_message END,
           gemini_calls = l.gemini_calls + coalesce((lost.calls ->> 'gemini')::int, 0),
           xai_calls = l.xai_calls + coalesce((lost.calls ->> 'xai')::int, 0),
           isbndb_calls = l.isbndb_calls + coalesce((lost.calls ->> 'isbndb')::int, 0)
      FROM lost
     WHERE l.year = lost.year AND l.month = lost.month
    RETURNING l AS month, lost.owner AS lost_owner, lost.claim_token AS lost_claim
), attempt AS (
    UPDATE backfill_attempt a
       SET outcome = 'taken_over', ended_at = greatest(clock_timestamp(), a.started_at), calls = lost.calls, error_class = 'crash',
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
), recalled AS (
    DELETE FROM outbox o
     USING lost JOIN taken t ON (t.month).year = lost.year AND (t.month).month = lost.month
     WHERE (t.month).status = 'completed' AND o.job_id = lost.job_id AND o.destination = 'backfill'
)
SELECT (t.month).year, (t.month).month, (t.month).job_id, (t.month).status, (t.month).crash_count,
       t.lost_owner AS owner
  FROM taken t
