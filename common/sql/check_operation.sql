-- What is wrong with the work of the fleet: nothing, or a row each. That a consumer ended with an error
-- counts until another has lived for a minute since, and for a day where others live; one that ends again
-- and again has not lived.
--   columns: severity subject what
WITH living AS (
    SELECT p.id FROM process p
     WHERE p.stopped_at IS NULL AND p.heartbeat_at > clock_timestamp() - interval '1 min'
), ended AS (
    SELECT p.role || ' ' || p.host || ':' || p.pid || ' ended at '
           || to_char(p.stopped_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') || ': ' || p.ended_because AS what
      FROM process p
     WHERE p.ended_because IS NOT NULL
       AND (p.stopped_at > clock_timestamp() - interval '1 day' OR NOT EXISTS (SELECT FROM living))
       AND NOT EXISTS (SELECT FROM process o WHERE o.started_at > p.stopped_at
                          AND o.heartbeat_at > o.started_at + interval '1 min')
     ORDER BY p.stopped_at DESC
     LIMIT 1
), month AS (
    SELECT count(*) FILTER (WHERE l.status IN ('queued', 'retry')
                              AND coalesce(l.retry_at, l.queued_at) < clock_timestamp() - interval '10 min') AS waiting,
           count(*) FILTER (WHERE l.status IN ('queued', 'retry')
                              AND coalesce(l.retry_at, l.queued_at) < clock_timestamp() - interval '1 min') AS idle,
           count(*) FILTER (WHERE l.status = 'retry' AND l.retry_at < clock_timestamp() - interval '15 min') AS overdue,
           count(*) FILTER (WHERE l.status = 'processing' AND l.owner NOT IN (SELECT id FROM living)) AS orphaned,
           count(*) FILTER (WHERE l.status = 'failed') AS failed
      FROM backfill_log l
     WHERE l.status IN ('queued', 'retry', 'processing', 'failed')
), partial AS (
    SELECT count(*) AS months FROM backfill_log WHERE status = 'completed' AND generator_failures <> '{}'
), letter AS (
    SELECT count(*) AS open FROM dead_letter WHERE state = 'archived'
), refused AS (
    SELECT count(*) AS rows, (array_agg(o.last_error ORDER BY o.id))[1] AS why
      FROM outbox o WHERE o.tries > 0
)
SELECT s.severity, s.subject, s.what
  FROM control c, month m, partial p, letter d, refused r,
       LATERAL (VALUES
           (1, c.paused, 'warning', 'fleet',
            'paused since ' || coalesce(to_char(c.paused_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'), '?')
            || ' by ' || coalesce(c.paused_by, '?') || ': ''backfill-producer resume'' ends it'),
           (2, m.waiting > 0 AND NOT EXISTS (SELECT FROM living), 'critical', 'consumers',
            m.waiting || ' months have waited for more than 10 minutes, and no consumer is running'),
           (2, m.idle > 0 AND m.waiting = 0 AND NOT EXISTS (SELECT FROM living), 'warning', 'consumers',
            m.idle || ' months have waited for more than a minute, and no consumer is running'),
           (3, EXISTS (SELECT FROM ended), CASE WHEN EXISTS (SELECT FROM living) THEN 'warning' ELSE 'critical' END,
            'processes', (SELECT what FROM ended)),
           (4, m.orphaned > 0, 'critical', 'claims',
            m.orphaned || ' months are processed by consumers that were not heard of for a minute; any consumer that is running takes them over'),
           (5, m.overdue > 0, 'warning', 'retries',
            m.overdue || ' months were to be tried again more than 15 minutes ago'),
           (6, r.rows > 0, 'warning', 'outbox',
            r.rows || ' messages wait because the broker did not take them: ' || coalesce(r.why, '?')),
           (7, m.failed > 0, 'warning', 'months',
            m.failed || ' have failed: ''backfill-producer show'' and ''dlq list'' say why'),
           (8, d.open > 0, 'warning', 'dead letters',
            d.open || ' are open: ''backfill-producer dlq list'''),
           (9, p.months > 0, 'warning', 'partial months',
            p.months || ' completed while a generator failed: ''backfill-producer schedule --only partial'' asks again')
       ) AS s (place, present, severity, subject, what)
 WHERE s.present
 ORDER BY s.place
