-- How many months are in which state, now and at an earlier moment. That moment's state is what attempts, schedulings,
-- cancels and resets until then tell; what was pruned since tells nothing, and a month without any counts as pending. A
-- month that had ended by then, and has been left alone since, is as it is: only of the others is more read.
--   $1 first and $2 last, as year * 12 + month  $3 the moment, ms ago; NULL: only now
--   columns: state before now
WITH month AS MATERIALIZED (
    SELECT l.*, l.year || '-' || lpad(l.month::text, 2, '0') AS name
      FROM backfill_log l WHERE (l.year, l.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
), moment AS MATERIALIZED (
    SELECT now() - $3::bigint * interval '1 ms' AS at WHERE $3::bigint IS NOT NULL
), other AS MATERIALIZED (
    SELECT l.* FROM moment m JOIN month l ON l.completed_at IS NULL OR l.completed_at > m.at
), attempt AS MATERIALIZED (
    SELECT l.year, l.month, a.started_at, a.ended_at, a.outcome -- the last one: each ends before the next begins
      FROM moment m CROSS JOIN other l,
           LATERAL (SELECT t.started_at, t.ended_at, t.outcome FROM backfill_attempt t
                     WHERE t.year = l.year AND t.month = l.month AND t.started_at <= m.at
                     ORDER BY t.id DESC LIMIT 1) a
), event AS (
    SELECT l.year, l.month, i.done_at AS at, 1 AS rank, 'queued' AS state
      FROM other l
      JOIN operation_item i ON i.year = l.year AND i.month = l.month AND i.state = 'done'
      JOIN operation o ON o.id = i.operation_id AND o.kind = 'schedule'
     UNION ALL
    SELECT l.year, l.month, l.queued_at, 1, 'queued' FROM other l WHERE l.queued_at IS NOT NULL
     UNION ALL
    SELECT a.year, a.month, a.started_at, 2, 'processing' FROM attempt a
     UNION ALL
    SELECT a.year, a.month, a.ended_at, 3,
           CASE WHEN a.outcome IN ('completed', 'failed') THEN a.outcome WHEN a.outcome = 'cancelled' THEN 'pending'
                WHEN a.outcome IN ('retried', 'deferred') THEN 'retry' ELSE 'queued' END
      FROM attempt a WHERE a.ended_at IS NOT NULL
     UNION ALL
    SELECT l.year, l.month, a.at, 5, 'pending'
      FROM other l JOIN operator_action a ON a.subject = l.name
     WHERE a.action IN ('cancel', 'reset_failed')
), last AS (
    SELECT DISTINCT ON (e.year, e.month) e.year, e.month, e.state
      FROM moment m JOIN event e ON e.at <= m.at
     ORDER BY e.year, e.month, e.at DESC, e.rank DESC
), counted AS (
    SELECT l.status AS state, 0 AS before, count(*) AS now FROM month l GROUP BY l.status
     UNION ALL
    SELECT l.status, count(*), 0 FROM moment m JOIN month l ON l.completed_at <= m.at GROUP BY 1
     UNION ALL
    SELECT coalesce(s.state, 'pending'), count(*), 0
      FROM other l LEFT JOIN last s ON s.year = l.year AND s.month = l.month
     GROUP BY 1
)
SELECT c.state, CASE WHEN $3::bigint IS NOT NULL THEN sum(c.before) END AS before, sum(c.now) AS now
  FROM counted c
 GROUP BY c.state
 ORDER BY array_position('{pending,queued,processing,retry,completed,failed}'::text[], c.state)
