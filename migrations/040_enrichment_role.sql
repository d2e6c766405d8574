-- oldest-program: 0.1.0
-- The second role of the consumer: which queues a process takes work from, and each ISBN from message to edition.

-- ---- the fleet ----

ALTER TABLE process ADD COLUMN queues text[] NOT NULL DEFAULT '{backfill}';
COMMENT ON COLUMN process.queues IS 'Of a consumer: "backfill", "enrichment" or both.';

-- ---- an ISBN ----

ALTER TABLE enrichment_state DROP CONSTRAINT enrichment_state_status_check;
ALTER TABLE enrichment_state ADD CONSTRAINT enrichment_state_status_check
    CHECK (status IN ('waiting', 'processing', 'enriched', 'not_found', 'invalid', 'failed'));
COMMENT ON COLUMN enrichment_state.status IS 'failed: its owners died with it, and a dead letter names it. A message that names it again is another try.';
CREATE INDEX enrichment_unsettled ON enrichment (queued_at) WHERE enriched_at IS NULL;

-- ISBNs of messages become rows, and those that are due and nobody's get the token. The same token again is the
-- answer to a COMMIT whose reply was lost. A suspect, which brought so many owners down in a row, is taken by one
-- who runs it alone. One row with no ISBN: the fleet is paused, and nothing was done.
CREATE FUNCTION enrich_take(p_isbns text[], p_messages text[], p_jobs uuid[], p_traces text[], p_sources text[],
                            p_invalid text[], p_token uuid, p_owner bigint, p_alone boolean, p_suspect integer)
    RETURNS TABLE (named text, verdict text)
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    IF (SELECT c.paused FROM control c)
       AND NOT EXISTS (SELECT FROM enrichment_state s WHERE s.owner = p_owner AND s.claim_token = p_token) THEN
        RETURN QUERY SELECT NULL::text, 'paused';
        RETURN;
    END IF;
    INSERT INTO enrichment_state (isbn, reason, due_at, announced_at, message_id, job_id, traceparent, source)
    SELECT DISTINCT ON (m.isbn) m.isbn, 'new', moment, moment, left(m.message, 255), m.job, m.trace, m.source
      FROM unnest(p_isbns, p_messages, p_jobs, p_traces, p_sources) AS m (isbn, message, job, trace, source)
     ORDER BY m.isbn
        ON CONFLICT DO NOTHING;
    INSERT INTO enrichment_state (isbn, status, settled_at, error_class, error_message)
    SELECT DISTINCT i.isbn, 'invalid', moment, 'request', 'it is no ISBN, or its check digit is wrong'
      FROM unnest(p_invalid) AS i (isbn)
     ORDER BY i.isbn
        ON CONFLICT DO NOTHING;
    UPDATE enrichment_state s
       SET status = 'processing', owner = p_owner, claim_token = p_token, claimed_at = moment, tries = s.tries + (s.claim_token IS NULL)::int,
           crash_count = CASE WHEN s.status = 'failed' THEN 0 ELSE s.crash_count END,
           reason = NULL, waits_for = NULL
      FROM (SELECT d.isbn FROM enrichment_state d
             WHERE d.isbn = ANY (p_isbns)
               AND (d.claim_token = p_token OR d.status = 'failed'
                    OR (d.status IN ('waiting', 'not_found') AND d.due_at <= moment AND (d.crash_count < p_suspect OR p_alone)))
             ORDER BY d.isbn
               FOR NO KEY UPDATE SKIP LOCKED) mine
     WHERE s.isbn = mine.isbn;
    -- A month may hand over what a message of others has brought before.
    UPDATE enrichment e
       SET enriched_at = clock_timestamp()
      FROM (SELECT h.isbn13 FROM enrichment h JOIN enrichment_state s ON s.isbn = h.isbn13
             WHERE h.isbn13 = ANY (p_isbns) AND h.enriched_at IS NULL AND s.status = 'enriched'
             ORDER BY h.isbn13
               FOR NO KEY UPDATE OF h) done
     WHERE e.isbn13 = done.isbn13;
    RETURN QUERY
    SELECT s.isbn, CASE WHEN s.claim_token = p_token THEN 'taken' ELSE 'suspect' END
      FROM enrichment_state s
     WHERE s.isbn = ANY (p_isbns)
       AND (s.claim_token = p_token
            OR (s.status IN ('waiting', 'not_found') AND s.due_at <= moment AND s.crash_count >= p_suspect AND NOT p_alone))
     ORDER BY s.isbn;
END
$$;
COMMENT ON FUNCTION enrich_take IS 'Writes down the ISBNs of messages, and claims those that are due: "taken", or "suspect" where one has to run alone.';

-- Messages of ISBNs: a hundred of one trace in each, a suspect alone. The id follows from the ISBNs, so that a repeat is known.
CREATE FUNCTION enrich_messages(p_isbns text[], p_suspect integer) RETURNS SETOF outbox_message
    LANGUAGE sql STABLE
    AS $$
WITH isbn AS (
    SELECT s.isbn, CASE WHEN s.crash_count >= p_suspect THEN s.isbn END AS alone, s.job_id, s.traceparent, s.source
      FROM enrichment_state s WHERE s.isbn = ANY (p_isbns)
), part AS (
    SELECT i.*, (row_number() OVER (PARTITION BY i.alone, i.job_id, i.traceparent, i.source ORDER BY i.isbn) - 1) / 100 AS number FROM isbn i
)
SELECT 'enrichment', 'backfill.enrichment.v1', md5('enrichment:' || string_agg(p.isbn, ',' ORDER BY p.isbn))::uuid::text, p.job_id::text,
       'application/json', trace_headers(p.traceparent, NULL),
       convert_to(json_strip_nulls(json_build_object('isbns', json_agg(p.isbn ORDER BY p.isbn), 'source', p.source,
                                                     'priority', 'low', 'job_id', p.job_id))::text, 'UTF8'),
       NULL::smallint, NULL::smallint, NULL::uuid, clock_timestamp()
  FROM part p
 GROUP BY p.alone, p.number, p.job_id, p.traceparent, p.source
$$;
COMMENT ON FUNCTION enrich_messages IS 'The outbox rows that announce ISBNs.';

-- ISBNs that are due and that no message has named since; where the queue was seen empty, also those whose message must
-- be lost, and those of months that no message has brought.
CREATE FUNCTION enrich_announce(p_lost_ms bigint, p_suspect integer, p_at_most integer) RETURNS bigint
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    lost_before timestamptz := moment - p_lost_ms * interval '1 ms'; -- NULL: none is taken for lost
    announced text[];
BEGIN
    IF p_lost_ms IS NOT NULL THEN
        INSERT INTO enrichment_state (isbn, reason, due_at, announced_at, job_id, source)
        SELECT e.isbn13, 'new', e.queued_at, e.queued_at, e.job_id, 'backfill-' || e.year || '-' || lpad(e.month::text, 2, '0')
          FROM enrichment e
         WHERE e.enriched_at IS NULL AND e.queued_at < lost_before
           AND NOT EXISTS (SELECT FROM enrichment_state s WHERE s.isbn = e.isbn13)
           AND NOT EXISTS (SELECT FROM outbox o WHERE o.destination = 'enrichment' AND o.job_id = e.job_id)
         ORDER BY e.isbn13
         LIMIT p_at_most
            ON CONFLICT DO NOTHING;
    END IF;
    WITH due AS (
        SELECT s.isbn FROM enrichment_state s
         WHERE s.status IN ('waiting', 'not_found') AND s.due_at <= moment
           AND (s.announced_at < s.due_at OR s.announced_at < lost_before)
         ORDER BY s.isbn
         LIMIT p_at_most
           FOR NO KEY UPDATE SKIP LOCKED
    ), told AS (
        UPDATE enrichment_state s SET announced_at = moment FROM due d WHERE s.isbn = d.isbn RETURNING s.isbn
    )
    SELECT array_agg(t.isbn) INTO announced FROM told t;
    IF announced IS NULL THEN
        RETURN 0;
    END IF;
    INSERT INTO outbox_message
    SELECT m.* FROM enrich_messages(announced, p_suspect) m
     WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.destination = 'enrichment' AND o.message_id = m.message_id);
    RETURN cardinality(announced);
END
$$;
COMMENT ON FUNCTION enrich_announce IS 'Announces ISBNs that are due; returns how many.';

-- ---- alarms: who takes no months helps no month ----

CREATE OR REPLACE FUNCTION alarms_of_fleet() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH living AS MATERIALIZED (
    SELECT p.id, p.started_at FROM process p
     WHERE p.role = 'consumer' AND 'backfill' = ANY (p.queues) AND p.stopped_at IS NULL AND p.heartbeat_at > clock_timestamp() - interval '1 min'
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
