-- serve is a process of the fleet, too, and takes no months: what waits for a consumer is not helped by it.

CREATE OR REPLACE FUNCTION alarms_of_fleet() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH living AS MATERIALIZED (
    SELECT p.id, p.started_at FROM process p
     WHERE p.role = 'consumer' AND p.stopped_at IS NULL AND p.heartbeat_at > clock_timestamp() - interval '1 min'
), fleet AS MATERIALIZED (
    SELECT c.*, (SELECT count(*) FROM living) AS living, (SELECT min(started_at) FROM living) AS works_since FROM control c
), ended AS ( -- an error counts until another process has lived for a minute since, or has ended as it was told to
    SELECT p.stopped_at, p.role || ' ' || p.host || ':' || p.pid || ' ended: ' || rtrim(p.ended_because, '. ') AS what
      FROM process p
     WHERE p.ended_because IS NOT NULL
       AND (p.stopped_at > clock_timestamp() - interval '1 day' OR NOT EXISTS (SELECT FROM living))
       AND NOT EXISTS (SELECT FROM process o WHERE o.role = p.role AND o.started_at > p.stopped_at
                          AND (o.heartbeat_at > o.started_at + interval '1 min'
                               OR (o.stopped_at IS NOT NULL AND o.ended_because IS NULL)))
), ready AS (
    SELECT count(*) AS months, min(coalesce(l.retry_at, l.queued_at)) AS since,
           count(*) FILTER (WHERE l.status = 'retry') AS retries, min(l.retry_at) FILTER (WHERE l.status = 'retry') AS retries_since
      FROM backfill_log l
     WHERE l.status IN ('queued', 'retry') AND coalesce(l.retry_at, l.queued_at) <= clock_timestamp()
), due AS ( -- what a running consumer would do at once
    SELECT count(*) AS orders, min(o.id) AS first,
           min((clock_timestamp() AT TIME ZONE 'UTC')::date + o.daily_at) AT TIME ZONE 'UTC' AS since
      FROM backfill_order o
     WHERE o.state = 'active' AND order_is_due(o, clock_timestamp())
), orphaned AS (
    SELECT count(*) AS months, min(coalesce(p.heartbeat_at, l.started_at)) AS since
      FROM backfill_log l
      LEFT JOIN process p ON p.id = l.owner
     WHERE l.status = 'processing' AND l.owner NOT IN (SELECT id FROM living)
), claimed AS (
    SELECT a.started_at AS last FROM backfill_attempt a ORDER BY a.id DESC LIMIT 1
), taken AS ( -- nothing was, since all of these were there: a month, a consumer, a first or a last claim
    SELECT greatest(r.since, f.works_since, (SELECT last FROM claimed)) AS since FROM ready r, fleet f
)
SELECT 'fleet_paused', '', CASE WHEN f.paused THEN coalesce(alarm_minutes(f.paused_at), 0.1) ELSE 0 END, CASE WHEN f.paused THEN f.paused_at END, NULL::text,
       CASE WHEN NOT f.paused THEN 'The fleet is not paused'
            ELSE 'The fleet is paused by ' || coalesce(f.paused_by, '?') || coalesce(': ' || f.paused_why, '')
                 || '; ''backfill-producer resume'' ends it' END
  FROM fleet f
 UNION ALL
SELECT 'no_consumer', '', CASE WHEN w.waits THEN greatest(alarm_minutes(least(r.since, d.since)), 0) ELSE 0 END,
       CASE WHEN w.waits THEN least(r.since, d.since) END, NULL,
       CASE WHEN f.living > 0 THEN alarm_count(f.living, 'consumer is running', 'consumers are running')
            WHEN NOT w.waits THEN 'No consumer is running, and nothing waits for one'
            ELSE concat_ws(', and ', CASE WHEN r.months > 0 THEN alarm_count(r.months, 'month waits', 'months wait') END,
                           CASE WHEN d.orders > 0 THEN 'today''s months of order ' || d.first || ' are not scheduled' END)
                 || ', but no consumer is running: start ''backfill-consumer''' END
  FROM fleet f, ready r, due d, LATERAL (SELECT f.living = 0 AND r.months + d.orders > 0) w (waits)
 UNION ALL
SELECT 'nothing_consumed', '', CASE WHEN w.waits THEN greatest(alarm_minutes(t.since), 0) ELSE 0 END, CASE WHEN w.waits THEN t.since END, NULL,
       CASE WHEN NOT w.waits THEN 'Months that wait are taken'
            ELSE alarm_count(r.months, 'month waits', 'months wait') || ' and ' || alarm_count(f.living, 'consumer is', 'consumers are')
                 || ' running, but none has taken a month: ''backfill-producer why'' and the consumer''s log tell more' END
  FROM fleet f, ready r, taken t, LATERAL (SELECT f.living > 0 AND NOT f.paused AND r.months > 0) w (waits)
 UNION ALL
SELECT 'retries_overdue', '', CASE WHEN w.waits THEN alarm_minutes(r.retries_since) ELSE 0 END, CASE WHEN w.waits THEN r.retries_since END, NULL,
       CASE WHEN NOT w.waits THEN 'No month that is to be tried again waits in vain'
            ELSE alarm_count(r.retries, 'month was', 'months were') || ' to be tried again, and no consumer has taken '
                 || CASE WHEN r.retries = 1 THEN 'it' ELSE 'them' END || ': ''backfill-producer why'' tells more' END
  FROM ready r, fleet f, LATERAL (SELECT r.retries > 0 AND NOT f.paused) w (waits)
 UNION ALL
SELECT 'process_ended', '', count(*), min(e.stopped_at),
       CASE WHEN count(*) > 0 AND (SELECT living FROM fleet) = 0 THEN 'critical' END,
       CASE WHEN count(*) = 0 THEN 'No process has ended because of an error'
            ELSE (array_agg(e.what ORDER BY e.stopped_at DESC))[1]
                 || CASE WHEN count(*) > 1 THEN '; so did ' || count(*) - 1 || ' before it' ELSE '' END
                 || ': mend this, then start it again' END
  FROM ended e
 UNION ALL
SELECT 'months_orphaned', '', o.months, CASE WHEN o.months > 0 THEN o.since END, NULL,
       CASE WHEN o.months = 0 THEN 'Each month in work has a consumer'
            ELSE alarm_count(o.months, 'month belongs', 'months belong') || ' to a consumer that was not heard of for a minute: '
                 || CASE WHEN f.living > 0 THEN 'the one that is running takes over' ELSE 'start ''backfill-consumer'', which takes over' END END
  FROM orphaned o, fleet f
$$;

CREATE OR REPLACE FUNCTION operation_judge(p_operation bigint, p_wait_ms bigint, p_needs_proof boolean) RETURNS void
    LANGUAGE sql VOLATILE
    AS $$
WITH ended AS (
    SELECT i.position,
           CASE WHEN i.job_id IS NULL THEN
                     CASE WHEN back.fingerprint = d.fingerprint THEN 'died_same'
                          WHEN back.fingerprint IS NOT NULL THEN 'died_otherwise'
                          WHEN i.done_at < clock_timestamp() - p_wait_ms * interval '1 ms'
                               AND (NOT p_needs_proof
                                    OR (EXISTS (SELECT FROM process p
                                                 WHERE p.role = 'consumer' AND p.heartbeat_at > i.done_at + p_wait_ms * interval '0.5 ms')
                                        AND EXISTS (SELECT FROM control c
                                                     WHERE c.letters_collected_at > i.done_at + p_wait_ms * interval '1 ms')))
                               THEN 'unknown' END
                WHEN l.job_id IS DISTINCT FROM i.job_id THEN 'replaced'
                WHEN l.status = 'completed' THEN 'completed'
                WHEN l.status <> 'failed' THEN NULL
                WHEN dead_letter_fingerprint(CASE l.error_class WHEN 'crash' THEN 'worker_crashed' ELSE 'month_failed' END,
                                             l.error_class, l.error_message) = d.fingerprint THEN 'died_same'
                ELSE 'died_otherwise' END AS outcome
      FROM operation_item i
      LEFT JOIN dead_letter d ON d.id = i.letter_id
      LEFT JOIN backfill_log l ON l.year = i.year AND l.month = i.month
      LEFT JOIN LATERAL (SELECT b.fingerprint FROM dead_letter b
                          WHERE i.job_id IS NULL AND b.headers ? 'replayed-letter'
                            AND left(b.headers ->> 'replayed-letter', 36) = d.letter_id::text AND b.archived_at >= i.done_at
                          ORDER BY b.id LIMIT 1) back ON true
     WHERE i.operation_id = p_operation AND i.state = 'done' AND i.outcome IS NULL
)
UPDATE operation_item i
   SET outcome = e.outcome, judged_at = clock_timestamp()
  FROM ended e
 WHERE i.operation_id = p_operation AND i.position = e.position AND e.outcome IS NOT NULL
$$;
