-- oldest-program: 0.1.0
-- How complete enrichment is, as a number that anyone sees, and alarms where it stands still: an enrichment that has
-- done nothing for weeks cannot look well.

CREATE VIEW isbn_open AS
SELECT e.isbn13, e.year, e.month, e.queued_at AS since,
       CASE WHEN s.status = 'failed' THEN 'failed' WHEN s.settled_at IS NOT NULL THEN 'not_found' ELSE 'waiting' END AS state,
       CASE WHEN s.isbn IS NULL AND e.published_at IS NULL THEN 'not_sent'
            WHEN s.isbn IS NULL THEN 'not_taken'
            WHEN s.status = 'processing' THEN 'processing'
            ELSE coalesce(s.reason, 'new') END AS reason,
       CASE WHEN s.isbn IS NULL THEN e.published_at WHEN s.status = 'waiting' THEN s.due_at END AS due_at
  FROM enrichment e
  LEFT JOIN enrichment_state s ON s.isbn = e.isbn13
 WHERE e.enriched_at IS NULL;
COMMENT ON VIEW isbn_open IS 'ISBNs that months have handed over and that have no edition yet: each waits, was not found, or has failed.';
COMMENT ON COLUMN isbn_open.reason IS 'Why it waits: not_sent (its message is in the outbox), not_taken (no consumer has taken it), processing, or as enrichment_state.reason.';
COMMENT ON COLUMN isbn_open.due_at IS 'Since when, or from when on, a consumer could take it; NULL: it could not now.';

CREATE FUNCTION alarms_of_enrichment() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH living AS MATERIALIZED (
    SELECT p.id, p.started_at FROM process p
     WHERE p.role = 'consumer' AND 'enrichment' = ANY (p.queues) AND p.stopped_at IS NULL AND p.heartbeat_at > clock_timestamp() - interval '1 min'
), waits AS MATERIALIZED (
    SELECT o.isbn13, o.since, o.reason, o.due_at FROM isbn_open o WHERE o.state = 'waiting'
), reason AS (
    SELECT string_agg(r.isbns || ' ' || replace(r.reason, '_', ' '), ', ' ORDER BY r.isbns DESC, r.reason) AS words
      FROM (SELECT w.reason, count(*) AS isbns FROM waits w GROUP BY w.reason) r
), waiting AS (
    SELECT count(*) AS isbns, min(w.since) AS since, (SELECT o.isbn13 FROM isbn_open o WHERE o.state = 'waiting' ORDER BY o.since, o.isbn13 LIMIT 1) AS oldest FROM waits w
), due AS (
    SELECT count(*) AS isbns, min(w.due_at) AS since FROM waits w WHERE w.due_at <= clock_timestamp()
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
COMMENT ON FUNCTION alarms_of_enrichment IS 'Alarms of ISBNs that months have handed over: how long the oldest waits, and for how long nothing moves.';

-- As before, with those of enrichment.
CREATE OR REPLACE FUNCTION alarms_measured(p_limits jsonb)
    RETURNS TABLE (name text, subject text, severity text, summary text, value numeric, warn numeric, crit numeric,
                   since timestamptz)
    LANGUAGE sql STABLE
    AS $$
WITH given AS MATERIALIZED ( -- joined once, and not where it is used
    SELECT '{"window_hours": 24, "recent_years": 5, "unusual_neighbours": 8, "resolution_target": 70,
             "resolution_target_recent": 90, "providers": []}'::jsonb || p_limits AS given
)
SELECT m.name, m.subject,
       CASE WHEN l.warn IS NULL AND l.crit IS NULL THEN 'ok'
            WHEN m.severity IS NOT NULL THEN m.severity
            WHEN m.value * l.sign > l.crit * l.sign THEN 'critical'
            WHEN m.value * l.sign > l.warn * l.sign THEN 'warning'
            ELSE 'ok' END,
       m.summary, m.value, l.warn, l.crit, m.since
  FROM given g,
       LATERAL (SELECT * FROM alarms_of_fleet()
                 UNION ALL
                SELECT * FROM alarms_of_months(g.given)
                 UNION ALL
                SELECT * FROM alarms_of_unusual_months(g.given)
                 UNION ALL
                SELECT * FROM alarms_of_messages(g.given)
                 UNION ALL
                SELECT * FROM alarms_of_enrichment()
                 UNION ALL
                SELECT * FROM alarms_of_providers(g.given)
                 UNION ALL
                SELECT * FROM alarms_of_prices(g.given)
                 UNION ALL
                SELECT * FROM alarms_of_alerts()) m,
       LATERAL (SELECT (g.given ->> (m.name || '_warning'))::numeric AS warn, (g.given ->> (m.name || '_critical'))::numeric AS crit,
                       CASE WHEN m.name = 'resolution_low' THEN -1 ELSE 1 END AS sign) l
$$;

-- ---- events ----

ALTER TABLE outbox DROP CONSTRAINT outbox_destination_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_destination_check
    CHECK (destination IN ('backfill', 'enrichment', 'backfill_dead', 'enrichment_dead', 'enriched'));
COMMENT ON COLUMN outbox.destination IS 'Which of the configured queues; enriched: the exchange of events about editions, which has no queue of ours.';
