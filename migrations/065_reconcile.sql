-- oldest-program: 0.1.0
-- What is stuck, found in one place: it is named from there, and put back from there.

-- A month or an ISBN that is not settled is claimed by a living process, or waits until a time, or in the outbox, or for
-- a message on a queue. What is none of these, or is it for too long:
--   no_owner       its process is gone
--   outbox         its message is due, and nobody publishes it
--   no_message     it waits for a message that was published; only the broker knows whether that is there
--   overtaken      the same, but messages that were published later have been received for long: it is lost, or in the hand
--                  of a consumer that has not come to it
--   not_announced  it is due, and no consumer of ISBNs has written its message
--   not_marked     a month has handed over an ISBN that was enriched before, and the message that would say so is lost
-- Message: those of the same one came, or would come, with one message.
CREATE FUNCTION reconcile_stuck(p_older_ms bigint)
    RETURNS TABLE (kind text, name text, place text, since timestamptz, message text)
    LANGUAGE sql STABLE
    AS $$
WITH moment AS MATERIALIZED (
    SELECT p_older_ms * interval '1 ms' AS older, clock_timestamp() - p_older_ms * interval '1 ms' AS before
), living AS MATERIALIZED (
    SELECT p.id FROM process p WHERE p.stopped_at IS NULL AND p.heartbeat_at > clock_timestamp() - interval '1 min'
), received AS MATERIALIZED ( -- queues give what was published first; relays beside each other differ by less than "older"
    SELECT (SELECT max(greatest(l.announced_at, l.retry_at)) FROM backfill_log l
             WHERE l.started_at > greatest(l.announced_at, l.retry_at) AND l.started_at < m.before) - m.older AS month_before,
           (SELECT max(e.published_at) FROM enrichment e JOIN enrichment_state s ON s.isbn = e.isbn13
             WHERE e.published_at < s.first_seen_at + interval '10 s' AND s.first_seen_at < m.before) - m.older AS isbn_before
      FROM moment m
), sent AS MATERIALIZED ( -- what stands in the outbox; a letter that was edited and replayed may hold any bytes
    SELECT i.match[1] AS isbn, min(o.available_at) AS due_at
      FROM outbox o, regexp_matches(encode(o.body, 'escape'), '97[89][0-9]{10}', 'g') AS i (match)
     WHERE o.destination = 'enrichment'
     GROUP BY 1
), month AS (
    SELECT l.year || '-' || lpad(l.month::text, 2, '0') AS name, l.status, l.started_at, l.job_id, l.owner,
           greatest(l.announced_at, l.retry_at) AS since,
           (SELECT min(o.available_at) FROM outbox o WHERE o.job_id = l.job_id AND o.destination = 'backfill') AS outbox_at
      FROM backfill_log l
     WHERE l.status IN ('queued', 'retry', 'processing')
), isbn AS ( -- those that a month has handed over and no message has brought, and those that are due
    SELECT e.isbn13, e.queued_at AS since, e.message_id::text AS message, true AS announced FROM enrichment e
     WHERE e.enriched_at IS NULL AND NOT EXISTS (SELECT FROM enrichment_state s WHERE s.isbn = e.isbn13)
     UNION ALL
    SELECT s.isbn, greatest(s.due_at, s.announced_at), concat_ws(' ', s.job_id, s.traceparent, s.source), s.announced_at >= s.due_at
      FROM enrichment_state s
     WHERE s.status IN ('waiting', 'not_found') AND s.due_at <= clock_timestamp()
)
SELECT 'month', l.name, 'no_owner', l.started_at, NULL FROM month l, moment m
 WHERE l.status = 'processing' AND l.started_at < m.before AND l.owner NOT IN (SELECT id FROM living)
 UNION ALL
SELECT 'month', l.name, 'outbox', l.outbox_at, l.job_id::text FROM month l, moment m
 WHERE l.status <> 'processing' AND l.outbox_at < m.before
 UNION ALL
SELECT 'month', l.name, CASE WHEN l.since < r.month_before THEN 'overtaken' ELSE 'no_message' END, l.since, l.job_id::text
  FROM month l, moment m, received r
 WHERE l.status <> 'processing' AND l.outbox_at IS NULL AND l.since < m.before
 UNION ALL
SELECT 'isbn', s.isbn, 'no_owner', s.claimed_at, NULL FROM enrichment_state s, moment m
 WHERE s.status = 'processing' AND s.claimed_at < m.before AND s.owner NOT IN (SELECT id FROM living)
 UNION ALL
SELECT 'isbn', i.isbn13, 'outbox', t.due_at, i.message FROM isbn i JOIN sent t ON t.isbn = i.isbn13, moment m
 WHERE t.due_at < m.before
 UNION ALL
SELECT 'isbn', i.isbn13, CASE WHEN NOT i.announced THEN 'not_announced' WHEN i.since < r.isbn_before THEN 'overtaken' ELSE 'no_message' END,
       i.since, i.message
  FROM isbn i, moment m, received r
 WHERE i.since < m.before AND NOT EXISTS (SELECT FROM sent t WHERE t.isbn = i.isbn13)
 UNION ALL
SELECT 'isbn', e.isbn13, 'not_marked', e.queued_at, NULL
  FROM enrichment e JOIN enrichment_state s ON s.isbn = e.isbn13, moment m
 WHERE e.enriched_at IS NULL AND s.status = 'enriched' AND e.queued_at < m.before
$$;
COMMENT ON FUNCTION reconcile_stuck IS 'Months and ISBNs that are stuck, or may be: a row each, and where.';

-- Announce them again, or mark them. What somebody has locked is being worked on, and is left alone. A message that was
-- not lost comes twice then, and the second one finds nothing to do. It ends with a row in operator_action where anything
-- was done; what was taken over before, in the same transaction, is counted there, too.
CREATE FUNCTION reconcile_repair(p_older_ms bigint, p_months text[], p_isbns text[], p_suspect integer, p_taken_over bigint,
                                 p_actor text, p_why text)
    RETURNS TABLE (months bigint, isbns bigint, marked bigint)
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    before timestamptz := moment - p_older_ms * interval '1 ms';
    stuck text[];
    part text[];
    at_once constant integer := 5000;
BEGIN
    SELECT array_agg(r.name ORDER BY r.name) INTO stuck
      FROM reconcile_stuck(p_older_ms) r WHERE r.kind = 'month' AND r.place = ANY (p_months);
    WITH lost AS (
        SELECT l.year, l.month FROM backfill_log l
         WHERE l.year * 12 + l.month IN (SELECT left(n, 4)::integer * 12 + right(n, 2)::integer FROM unnest(stuck) n)
           AND l.status IN ('queued', 'retry') AND greatest(l.announced_at, l.retry_at) < before
           AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = l.job_id AND o.destination = 'backfill')
         ORDER BY l.year, l.month
           FOR NO KEY UPDATE SKIP LOCKED
    ), announced AS (
        UPDATE backfill_log l SET announced_at = moment FROM lost t WHERE l.year = t.year AND l.month = t.month
        RETURNING l.*
    )
    INSERT INTO outbox_message SELECT m.* FROM announced a, month_message(a) m;
    GET DIAGNOSTICS months = ROW_COUNT;

    SELECT array_agg(r.name ORDER BY r.name) INTO stuck
      FROM reconcile_stuck(p_older_ms) r WHERE r.kind = 'isbn' AND r.place = ANY (p_isbns);
    INSERT INTO enrichment_state (isbn, reason, due_at, announced_at, job_id, source)
    SELECT e.isbn13, 'new', e.queued_at, e.queued_at, e.job_id, 'backfill-' || e.year || '-' || lpad(e.month::text, 2, '0')
      FROM enrichment e
     WHERE e.isbn13 = ANY (stuck) AND NOT EXISTS (SELECT FROM enrichment_state s WHERE s.isbn = e.isbn13)
     ORDER BY e.isbn13
        ON CONFLICT DO NOTHING;
    isbns := 0;
    FOR place IN 1 .. coalesce(cardinality(stuck), 0) BY at_once LOOP
        WITH lost AS (
            SELECT s.isbn FROM enrichment_state s
             WHERE s.isbn = ANY (stuck[place : place + at_once - 1]) AND s.status IN ('waiting', 'not_found')
               AND greatest(s.due_at, s.announced_at) < before
             ORDER BY s.isbn
               FOR NO KEY UPDATE SKIP LOCKED
        ), told AS (
            UPDATE enrichment_state s SET announced_at = moment FROM lost t WHERE s.isbn = t.isbn RETURNING s.isbn
        )
        SELECT array_agg(t.isbn) INTO part FROM told t;
        INSERT INTO outbox_message SELECT m.* FROM enrich_messages(part, p_suspect) m;
        isbns := isbns + coalesce(cardinality(part), 0);
    END LOOP;
    IF p_taken_over > 0 THEN
        isbns := isbns + enrich_announce(NULL, p_suspect, 2147483647); -- those of them, and what else is due
    END IF;

    marked := 0;
    IF 'not_marked' = ANY (p_isbns) THEN
        UPDATE enrichment e SET enriched_at = moment
          FROM (SELECT h.isbn13 FROM enrichment h JOIN enrichment_state s ON s.isbn = h.isbn13
                 WHERE h.enriched_at IS NULL AND s.status = 'enriched' AND h.queued_at < before
                 ORDER BY h.isbn13
                   FOR NO KEY UPDATE OF h SKIP LOCKED) done
         WHERE e.isbn13 = done.isbn13;
        GET DIAGNOSTICS marked = ROW_COUNT;
    END IF;
    IF months + isbns + marked + p_taken_over > 0 THEN
        INSERT INTO operator_action (actor, action, detail)
        VALUES (p_actor, 'reconcile',
                jsonb_strip_nulls(jsonb_build_object('why', p_why, 'months', months, 'isbns', isbns, 'marked', marked,
                                                     'taken_over', p_taken_over)));
    END IF;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION reconcile_repair IS 'Announces stuck months and ISBNs again, and says how many.';
