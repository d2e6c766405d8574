-- oldest-program: 0.1.0
-- How many ISBNs were handed over, published and enriched is asked all the time: it is kept as sums, in the way of
-- migrations/055_usage_totals.sql.

CREATE TABLE enrichment_total (
    year        smallint NOT NULL,
    month       smallint NOT NULL,
    generation  integer NOT NULL,
    isbns       bigint NOT NULL,
    published   bigint NOT NULL,
    enriched    bigint NOT NULL,
    unannounced bigint NOT NULL,
    PRIMARY KEY (year, month, generation)
) WITH (fillfactor = 70);
COMMENT ON TABLE enrichment_total IS 'The rows of enrichment by the generation that handed them over.';
COMMENT ON COLUMN enrichment_total.published IS 'So many were published.';
COMMENT ON COLUMN enrichment_total.enriched IS 'So many are enriched.';
COMMENT ON COLUMN enrichment_total.unannounced IS 'So many are enriched that the database does not know as published, as after an older dump was restored.';

CREATE FUNCTION enrichment_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM enrichment_total;
    WHEN 'INSERT' THEN
        INSERT INTO enrichment_total AS t (year, month, generation, isbns, published, enriched, unannounced)
        SELECT f.year, f.month, f.generation, count(*), count(f.published_at), count(f.enriched_at),
               count(f.enriched_at) FILTER (WHERE f.published_at IS NULL)
          FROM fresh f
         GROUP BY 1, 2, 3
         ORDER BY 1, 2, 3
            ON CONFLICT (year, month, generation) DO UPDATE
           SET isbns = t.isbns + excluded.isbns, published = t.published + excluded.published, enriched = t.enriched + excluded.enriched,
               unannounced = t.unannounced + excluded.unannounced;
    WHEN 'DELETE' THEN
        INSERT INTO enrichment_total AS t (year, month, generation, isbns, published, enriched, unannounced)
        SELECT g.year, g.month, g.generation, -count(*), -count(g.published_at), -count(g.enriched_at),
               -count(g.enriched_at) FILTER (WHERE g.published_at IS NULL)
          FROM gone g
         GROUP BY 1, 2, 3
         ORDER BY 1, 2, 3
            ON CONFLICT (year, month, generation) DO UPDATE
           SET isbns = t.isbns + excluded.isbns, published = t.published + excluded.published, enriched = t.enriched + excluded.enriched,
               unannounced = t.unannounced + excluded.unannounced;
    ELSE
        INSERT INTO enrichment_total AS t (year, month, generation, isbns, published, enriched, unannounced)
        SELECT c.year, c.month, c.generation, sum(c.sign), coalesce(sum(c.sign) FILTER (WHERE c.published_at IS NOT NULL), 0),
               coalesce(sum(c.sign) FILTER (WHERE c.enriched_at IS NOT NULL), 0),
               coalesce(sum(c.sign) FILTER (WHERE c.enriched_at IS NOT NULL AND c.published_at IS NULL), 0)
          FROM (SELECT f.year, f.month, f.generation, f.published_at, f.enriched_at, 1 AS sign FROM fresh f
                 UNION ALL
                SELECT g.year, g.month, g.generation, g.published_at, g.enriched_at, -1 FROM gone g) c
         GROUP BY 1, 2, 3
         ORDER BY 1, 2, 3
            ON CONFLICT (year, month, generation) DO UPDATE
           SET isbns = t.isbns + excluded.isbns, published = t.published + excluded.published, enriched = t.enriched + excluded.enriched,
               unannounced = t.unannounced + excluded.unannounced;
    END CASE;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION enrichment_total_add IS 'Trigger of enrichment: keeps the sums.';
CREATE TRIGGER enrichment_inserted AFTER INSERT ON enrichment
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION enrichment_total_add();
CREATE TRIGGER enrichment_updated AFTER UPDATE ON enrichment
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION enrichment_total_add();
CREATE TRIGGER enrichment_deleted AFTER DELETE ON enrichment
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION enrichment_total_add();
CREATE TRIGGER enrichment_truncated AFTER TRUNCATE ON enrichment
    FOR EACH STATEMENT EXECUTE FUNCTION enrichment_total_add();

INSERT INTO enrichment_total (year, month, generation, isbns, published, enriched, unannounced)
SELECT e.year, e.month, e.generation, count(*), count(e.published_at), count(e.enriched_at),
       count(e.enriched_at) FILTER (WHERE e.published_at IS NULL)
  FROM enrichment e
 GROUP BY 1, 2, 3;

-- ---- what is not enriched yet ----

CREATE INDEX enrichment_state_open ON enrichment_state (isbn) WHERE status <> 'enriched';

-- Those that no consumer has ever taken may be all there are, so they are no rows that are read: they are what is left.
CREATE VIEW isbn_open_total AS
WITH known AS MATERIALIZED (
    SELECT CASE WHEN s.status = 'failed' THEN 'failed' WHEN s.settled_at IS NOT NULL THEN 'not_found' ELSE 'waiting' END AS state,
           CASE WHEN s.status = 'processing' THEN 'processing' ELSE coalesce(s.reason, 'new') END AS reason,
           CASE WHEN s.status = 'waiting' THEN s.due_at END AS due_at, e.published_at, e.queued_at, e.isbn13
      FROM enrichment_state s
      JOIN enrichment e ON e.isbn13 = s.isbn
     WHERE s.status <> 'enriched' AND e.enriched_at IS NULL
), rest AS MATERIALIZED (
    SELECT coalesce(sum(t.isbns - t.published - t.unannounced), 0) - (SELECT count(*) FROM known k WHERE k.published_at IS NULL) AS not_sent,
           coalesce(sum(t.published - t.enriched + t.unannounced), 0) - (SELECT count(k.published_at) FROM known k) AS not_taken
      FROM enrichment_total t
), oldest AS MATERIALIZED (
    SELECT e.queued_at, e.isbn13
      FROM enrichment e
     WHERE e.enriched_at IS NULL AND (SELECT s.isbn FROM enrichment_state s WHERE s.isbn = e.isbn13) IS NULL
     ORDER BY e.queued_at
     LIMIT 1
), oldest_sent AS MATERIALIZED (
    SELECT e.published_at
      FROM enrichment e
     WHERE e.enriched_at IS NULL AND e.published_at IS NOT NULL AND (SELECT s.isbn FROM enrichment_state s WHERE s.isbn = e.isbn13) IS NULL
       AND (SELECT r.not_taken > 0 FROM rest r)
     ORDER BY e.queued_at
     LIMIT 1
)
SELECT k.state, k.reason, k.due_at <= clock_timestamp() AS is_due, count(*) AS isbns, min(k.queued_at) AS since, min(k.due_at) AS due_since,
       (array_agg(k.isbn13 ORDER BY k.queued_at, k.isbn13))[1] AS oldest
  FROM known k
 GROUP BY 1, 2, 3
 UNION ALL
SELECT 'waiting', 'not_sent', NULL, r.not_sent::bigint, (SELECT queued_at FROM oldest), NULL, (SELECT isbn13 FROM oldest)
  FROM rest r
 WHERE r.not_sent > 0
 UNION ALL
SELECT 'waiting', 'not_taken', true, r.not_taken::bigint, (SELECT queued_at FROM oldest), (SELECT published_at FROM oldest_sent),
       (SELECT isbn13 FROM oldest)
  FROM rest r
 WHERE r.not_taken > 0;
COMMENT ON VIEW isbn_open_total IS 'How many rows isbn_open has by state and reason, without reading those that no consumer has taken.';
COMMENT ON COLUMN isbn_open_total.is_due IS 'A consumer could take it now.';
COMMENT ON COLUMN isbn_open_total.since IS 'When the oldest was handed over; of not_sent and not_taken, the oldest of both.';
COMMENT ON COLUMN isbn_open_total.due_since IS 'Since when, or from when on, a consumer could take the first.';

-- As before, of the sums.
CREATE OR REPLACE FUNCTION alarms_of_enrichment() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH living AS MATERIALIZED (
    SELECT p.id, p.started_at FROM process p
     WHERE p.role = 'consumer' AND 'enrichment' = ANY (p.queues) AND p.stopped_at IS NULL AND p.heartbeat_at > clock_timestamp() - interval '1 min'
), waits AS MATERIALIZED (
    SELECT o.reason, o.is_due, o.isbns, o.since, o.due_since, o.oldest FROM isbn_open_total o WHERE o.state = 'waiting'
), reason AS (
    SELECT string_agg(r.isbns || ' ' || replace(r.reason, '_', ' '), ', ' ORDER BY r.isbns DESC, r.reason) AS words
      FROM (SELECT w.reason, sum(w.isbns) AS isbns FROM waits w GROUP BY w.reason) r
), waiting AS (
    SELECT coalesce(sum(w.isbns), 0)::bigint AS isbns, min(w.since) AS since, (array_agg(w.oldest ORDER BY w.since, w.oldest))[1] AS oldest FROM waits w
), due AS (
    SELECT coalesce(sum(w.isbns), 0)::bigint AS isbns, min(w.due_since) AS since FROM waits w WHERE w.is_due
), moved AS ( -- a source has answered, or an edition was written
    SELECT greatest((SELECT max(r.received_at) FROM edition_response r), (SELECT max(l.at) FROM enrichment_log l)) AS last
), still AS ( -- since all of these were there: ISBNs, a consumer, a last step
    SELECT l.processes, greatest(d.since, m.last, l.since) AS since, d.isbns > 0 AND NOT c.paused AS holds
      FROM due d, moved m, control c, (SELECT count(*) AS processes, min(started_at) AS since FROM living) l
)
SELECT 'isbns_waiting', '', CASE WHEN w.isbns > 0 THEN greatest(alarm_minutes(w.since), 0) ELSE 0 END, CASE WHEN w.isbns > 0 THEN w.since END, NULL::text,
       CASE WHEN w.isbns = 0 THEN 'No ISBN waits to be enriched'
            ELSE alarm_count(w.isbns, 'ISBN waits', 'ISBNs wait') || ' to be enriched (' || r.words || '), the oldest for '
                 || greatest(floor(alarm_minutes(w.since)), 0) || ' minutes: ''backfill-producer show ' || w.oldest || ''' tells why' END
  FROM waiting w, reason r
 UNION ALL
SELECT 'nothing_enriched', '', CASE WHEN s.holds THEN greatest(alarm_minutes(s.since), 0) ELSE 0 END, CASE WHEN s.holds THEN s.since END, NULL,
       CASE WHEN d.isbns = 0 THEN 'No ISBN is due to be enriched'
            WHEN NOT s.holds THEN 'The fleet is paused, and enriches nothing'
            WHEN s.processes = 0 THEN alarm_count(d.isbns, 'ISBN is', 'ISBNs are') || ' due to be enriched, but no consumer takes '
                 || CASE WHEN d.isbns = 1 THEN 'it' ELSE 'them' END || ': start ''backfill-consumer --queue enrichment'''
            ELSE alarm_count(d.isbns, 'ISBN is', 'ISBNs are') || ' due and ' || alarm_count(s.processes, 'consumer is', 'consumers are')
                 || ' running, but nothing was enriched for ' || greatest(floor(alarm_minutes(s.since)), 0)
                 || ' minutes: the consumer''s log and ''backfill-producer provider list'' tell more' END
  FROM due d, still s
$$;
