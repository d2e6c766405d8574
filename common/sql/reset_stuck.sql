-- Release months that have been processing for too long, whoever has them: same job;
-- the late worker finds its claim lost.
--   $1 processing longer than, ms  $2 first and $3 last, as year * 12 + month  $4 who
--   columns: month started_at owner job_id
--   changes: backfill_attempt backfill_log operator_action outbox
WITH stuck AS (
    SELECT l.year, l.month, l.claim_token, l.owner, l.started_at
      FROM backfill_log l
     WHERE l.status = 'processing'
       AND l.started_at < clock_timestamp() - $1::bigint * interval '1 ms'
       AND l.year * 12 + l.month BETWEEN $2::int AND $3::int
     ORDER BY l.year, l.month
       FOR NO KEY UPDATE SKIP LOCKED
), released AS (
    UPDATE backfill_log l
       SET status = 'queued', owner = NULL, claim_token = NULL, announced_at = clock_timestamp()
      FROM stuck s
     WHERE l.year = s.year AND l.month = s.month
    RETURNING l AS month, s.owner, s.started_at
), attempt AS (
    UPDATE backfill_attempt a
       SET outcome = 'released', ended_at = greatest(clock_timestamp(), a.started_at), error_class = 'released',
           error_message = 'reset by ' || $4
      FROM stuck s
     WHERE a.claim_token = s.claim_token
), announced AS (
    INSERT INTO outbox_message
    SELECT m.* FROM released r, month_message(r.month) m
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $4, 'reset_stuck', (r.month).year || '-' || lpad((r.month).month::text, 2, '0'),
           jsonb_build_object('job_id', (r.month).job_id, 'owner', r.owner)
      FROM released r
)
SELECT (r.month).year || '-' || lpad((r.month).month::text, 2, '0') AS month,
       to_char(r.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
       'process ' || r.owner || coalesce(' (' || p.host || ':' || p.pid || ')', '') AS owner, (r.month).job_id
  FROM released r
  LEFT JOIN process p ON p.id = r.owner
 ORDER BY (r.month).year, (r.month).month
