-- oldest-program: 0.1.0
-- ISBNs that wait for a provider's day are due at the same moment, and the day may not be enough for all: those whose
-- editions lack most are announced, and so asked for, first. Each costs the same.

-- As before, in the order of the ISBNs given.
CREATE OR REPLACE FUNCTION enrich_messages(p_isbns text[], p_suspect integer) RETURNS SETOF outbox_message
    LANGUAGE sql STABLE
    AS $$
WITH isbn AS (
    SELECT s.isbn, i.place, CASE WHEN s.crash_count >= p_suspect THEN s.isbn END AS alone, s.job_id, s.traceparent, s.source
      FROM unnest(p_isbns) WITH ORDINALITY AS i (isbn, place) JOIN enrichment_state s ON s.isbn = i.isbn
), part AS (
    SELECT i.*, (row_number() OVER (PARTITION BY i.alone, i.job_id, i.traceparent, i.source ORDER BY i.place) - 1) / 100 AS number FROM isbn i
)
SELECT 'enrichment', 'backfill.enrichment.v1', md5('enrichment:' || string_agg(p.isbn, ',' ORDER BY p.isbn))::uuid::text, p.job_id::text,
       'application/json', trace_headers(p.traceparent, NULL),
       convert_to(json_strip_nulls(json_build_object('isbns', json_agg(p.isbn ORDER BY p.isbn), 'source', p.source,
                                                     'priority', 'low', 'job_id', p.job_id))::text, 'UTF8'),
       NULL::smallint, NULL::smallint, NULL::uuid, clock_timestamp()
  FROM part p
 GROUP BY p.alone, p.number, p.job_id, p.traceparent, p.source
 ORDER BY min(p.place)
$$;

-- As before; of those that are due the ones that gain most come first: what no source has known before gains least, and
-- an edition the less, the more complete it is. Of very many those are looked at that are due for longest.
-- Where a message is lost that would have brought an ISBN which was enriched before its month handed it over, the ISBN is
-- marked as enriched: there is nothing to announce. Both rows are locked, so that an edition which is taken away at this
-- moment is not taken for one that is there. "At most" may be the greatest integer, which four times is none.
CREATE OR REPLACE FUNCTION enrich_announce(p_lost_ms bigint, p_suspect integer, p_at_most integer) RETURNS bigint
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
        UPDATE enrichment e SET enriched_at = moment
          FROM (SELECT h.isbn13 FROM enrichment h JOIN enrichment_state s ON s.isbn = h.isbn13
                 WHERE h.enriched_at IS NULL AND h.queued_at < lost_before AND s.status = 'enriched'
                   AND NOT EXISTS (SELECT FROM outbox o WHERE o.destination = 'enrichment' AND o.job_id = h.job_id)
                 ORDER BY h.isbn13
                 LIMIT p_at_most
                   FOR NO KEY UPDATE OF h SKIP LOCKED
                   FOR SHARE OF s SKIP LOCKED) done
         WHERE e.isbn13 = done.isbn13;
    END IF;
    WITH longest AS MATERIALIZED (
        SELECT s.isbn, s.status = 'not_found' AS unknown FROM enrichment_state s
         WHERE s.status IN ('waiting', 'not_found') AND s.due_at <= moment
           AND (s.announced_at < s.due_at OR s.announced_at < lost_before)
         ORDER BY s.due_at
         LIMIT 4 * p_at_most::bigint
    ), best AS MATERIALIZED (
        SELECT l.isbn, row_number() OVER (ORDER BY l.unknown, coalesce(e.completeness_score, 0), l.isbn) AS place
          FROM longest l LEFT JOIN enriched_editions e ON e.isbn = l.isbn
         ORDER BY place
         LIMIT p_at_most
    ), due AS (
        SELECT s.isbn FROM enrichment_state s
         WHERE s.isbn IN (SELECT b.isbn FROM best b) AND s.status IN ('waiting', 'not_found') AND s.due_at <= moment
           AND (s.announced_at < s.due_at OR s.announced_at < lost_before)
         ORDER BY s.isbn
           FOR NO KEY UPDATE SKIP LOCKED
    ), told AS (
        UPDATE enrichment_state s SET announced_at = moment FROM due d WHERE s.isbn = d.isbn RETURNING s.isbn
    )
    SELECT array_agg(t.isbn ORDER BY b.place) INTO announced FROM told t JOIN best b ON b.isbn = t.isbn;
    IF announced IS NULL THEN
        RETURN 0;
    END IF;
    INSERT INTO outbox_message
    SELECT m.* FROM enrich_messages(announced, p_suspect) m
     WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.destination = 'enrichment' AND o.message_id = m.message_id);
    RETURN cardinality(announced);
END
$$;
COMMENT ON FUNCTION enrich_announce IS 'Announces ISBNs that are due, and returns how many; marks those that were enriched before their months handed them over.';
