-- What waits for a message, and what its owner has left: a row each, the oldest first. Whether the messages lie on
-- the queues is for the caller to ask the broker.
--   $1 waits for longer than, ms  $2 at most so many
--   columns: kind name place since total
WITH moment AS (
    SELECT clock_timestamp() - $1::bigint * interval '1 ms' AS before
), living AS (
    SELECT id FROM process WHERE stopped_at IS NULL AND heartbeat_at > clock_timestamp() - interval '1 min'
), found AS (
    SELECT 'month' AS kind, l.year || '-' || lpad(l.month::text, 2, '0') AS name, 'no_message' AS place,
           greatest(l.announced_at, l.retry_at) AS since
      FROM backfill_log l, moment m
     WHERE l.status IN ('queued', 'retry') AND greatest(l.announced_at, l.retry_at) < m.before
       AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = l.job_id AND o.destination = 'backfill')
     UNION ALL
    SELECT 'month', l.year || '-' || lpad(l.month::text, 2, '0'), 'no_owner', l.started_at
      FROM backfill_log l, moment m
     WHERE l.status = 'processing' AND l.started_at < m.before AND l.owner NOT IN (SELECT id FROM living)
     UNION ALL
    SELECT 'isbn', e.isbn13, 'no_message', e.queued_at
      FROM enrichment e, moment m
     WHERE e.enriched_at IS NULL AND e.queued_at < m.before
       AND NOT EXISTS (SELECT FROM enrichment_state s WHERE s.isbn = e.isbn13)
       AND NOT EXISTS (SELECT FROM outbox o WHERE o.destination = 'enrichment' AND o.job_id = e.job_id)
     UNION ALL
    SELECT 'isbn', s.isbn, 'no_message', greatest(s.due_at, s.announced_at)
      FROM enrichment_state s, moment m
     WHERE s.status IN ('waiting', 'not_found') AND greatest(s.due_at, s.announced_at) < m.before
     UNION ALL
    SELECT 'isbn', s.isbn, 'no_owner', s.claimed_at
      FROM enrichment_state s, moment m
     WHERE s.status = 'processing' AND s.claimed_at < m.before AND s.owner NOT IN (SELECT id FROM living)
)
SELECT kind, name, place, since, total
  FROM (SELECT f.*, count(*) OVER (PARTITION BY kind, place) AS total,
               row_number() OVER (PARTITION BY kind, place ORDER BY since, name) AS position
          FROM found f) AS listed
 WHERE position <= $2
 ORDER BY kind DESC, place, since, name
