-- The samples of the fleet's metrics, from one snapshot: the name without its prefix, the values of its labels, and
-- the value. producer/shared/exposition.c has their types and helps. A label has few values, whatever comes from
-- outside: an error class that is none of ours is "other".
--   $1 limits of the configuration, and what the caller knows (model/alarm_limits.h)
--   $2 a heartbeat older than this is of no living process, ms
--   columns: metric first second value
WITH now AS (
    SELECT clock_timestamp() AS at
), month AS MATERIALIZED (
    SELECT CASE WHEN l.status = 'pending' AND l.held THEN 'held' ELSE l.status END AS status, l.status = 'completed' AS is_completed,
           CASE WHEN l.status IN ('queued', 'retry') THEN coalesce(l.retry_at, l.queued_at) END AS waits_since,
           l.books_generated, l.isbns_resolved
      FROM backfill_log l
), waiting AS (
    SELECT count(*) AS months, min(m.waits_since) AS since FROM month m, now WHERE m.waits_since <= now.at
), measured AS MATERIALIZED (
    SELECT a.name, a.subject, a.value, CASE a.severity WHEN 'critical' THEN 2 WHEN 'warning' THEN 1 ELSE 0 END AS severity
      FROM alarms_measured($1::jsonb) a
), alarm_name AS ( -- each that has a limit, also where nothing is measured now
    SELECT DISTINCT substring(k FROM '^(.*)_(?:warning|critical)$') AS name FROM jsonb_object_keys($1::jsonb) k
), letter_class AS (
    SELECT CASE WHEN d.error_class = ANY (k.classes) THEN d.error_class ELSE 'other' END AS class, sum(t.letters) AS letters
      FROM dead_letter_total t,
           LATERAL (SELECT d.error_class FROM dead_letter d WHERE d.fingerprint = t.fingerprint LIMIT 1) d, -- a group has one
           (SELECT '{own_servers,transient,rate_limited,quota,config,request,malformed,poison,claim_lost,cancelled}'::text[]) k (classes)
     WHERE t.state = 'archived'
     GROUP BY 1
), provider AS (
    SELECT p.name FROM jsonb_to_recordset($1::jsonb -> 'providers') AS p (name text)
     UNION
    SELECT s.provider FROM provider_state s
), call AS (
    SELECT c.provider, c.outcome, sum(c.calls) AS calls
      FROM (SELECT u.provider, u.outcome, u.calls FROM provider_usage u WHERE u.outcome <> 'reserved'
             UNION ALL
            SELECT k.label, k.part, k.number FROM metric_kept k WHERE k.metric = 'calls' AND k.part <> 'reserved') c
     GROUP BY c.provider, c.outcome
), ended AS (
    SELECT a.outcome, a.bucket, sum(a.attempts) AS attempts, sum(a.seconds) AS seconds
      FROM attempt_total a
     GROUP BY 1, 2
     UNION ALL
    SELECT k.label, k.part::integer, k.number, k.total FROM metric_kept k WHERE k.metric = 'attempts'
), duration AS (
    SELECT o.outcome, b.place, sum(coalesce(sum(e.attempts), 0)) OVER upward AS attempts, sum(coalesce(sum(e.seconds), 0)) OVER upward AS seconds
      FROM unnest('{completed,retried,deferred,released,failed,taken_over,cancelled}'::text[]) o (outcome)
     CROSS JOIN generate_series(0, 7) b (place)
      LEFT JOIN ended e ON e.outcome = o.outcome AND e.bucket = b.place
     GROUP BY o.outcome, b.place
    WINDOW upward AS (PARTITION BY o.outcome ORDER BY b.place)
), open_isbn AS MATERIALIZED (
    SELECT o.state, CASE WHEN o.reason = ANY (k.reasons) THEN o.reason ELSE 'other' END AS reason, o.is_due,
           sum(o.isbns) AS isbns, min(o.since) AS since
      FROM isbn_open_total o,
           (SELECT '{not_sent,not_taken,processing,new,released,taken_over,own_servers,transient,rate_limited,quota,config}'::text[]) k (reasons)
     GROUP BY 1, 2, 3
), handed AS (
    SELECT coalesce(sum(isbns - published - unannounced), 0) AS waiting,
           coalesce(sum(published - enriched + unannounced), 0)
               - (SELECT coalesce(sum(isbns) FILTER (WHERE state <> 'waiting'), 0) FROM open_isbn) AS published,
           coalesce(sum(enriched), 0) AS enriched
      FROM enrichment_total
), living AS (
    SELECT p.role, count(*) AS processes
      FROM process p, now
     WHERE p.stopped_at IS NULL AND p.heartbeat_at > now.at - $2::bigint * interval '1 ms'
     GROUP BY p.role
), sample (metric, first, second, value) AS (
    SELECT 'months', s.status, NULL::text, count(m.status)::numeric
      FROM unnest('{pending,queued,processing,retry,completed,failed,held}'::text[]) s (status) LEFT JOIN month m USING (status)
     GROUP BY s.status
     UNION ALL
    SELECT 'months_waiting', NULL, NULL, months FROM waiting
     UNION ALL
    SELECT 'oldest_wait_seconds', NULL, NULL, coalesce(extract(epoch FROM now.at - w.since), 0) FROM waiting w, now
     UNION ALL
    SELECT 'fleet_paused', NULL, NULL, c.paused::int FROM control c
     UNION ALL
    SELECT 'processes', r.role, NULL, coalesce(l.processes, 0)
      FROM (SELECT 'consumer' AS role UNION SELECT role FROM living) r LEFT JOIN living l USING (role)
     UNION ALL
    SELECT 'outbox_messages', s.state, NULL, count(o.id)
      FROM now CROSS JOIN (VALUES ('due'), ('later')) s (state)
      LEFT JOIN outbox o ON s.state = CASE WHEN o.available_at <= now.at THEN 'due' ELSE 'later' END
     GROUP BY s.state
     UNION ALL
    SELECT 'outbox_oldest_seconds', NULL, NULL,
           coalesce(extract(epoch FROM now.at - (SELECT min(CASE WHEN o.tries > 0 THEN o.created_at ELSE o.available_at END) FROM outbox o
                                                  WHERE o.tries > 0 OR o.available_at <= now.at)), 0)
      FROM now
     UNION ALL
    SELECT 'dead_letters', c.class, NULL, coalesce(l.letters, 0)
      FROM unnest('{own_servers,transient,rate_limited,quota,config,request,malformed,poison,claim_lost,cancelled,other}'::text[]) c (class)
      LEFT JOIN letter_class l USING (class)
     UNION ALL
    SELECT 'quota_used_ratio', subject, NULL, round(value / 100, 4) FROM measured WHERE name = 'quota_high'
     UNION ALL
    SELECT 'budget_used_ratio', subject, NULL, round(value / 100, 4) FROM measured WHERE name = 'budget_near'
     UNION ALL
    SELECT 'provider_closed', p.name, NULL, coalesce(s.closed_until > now.at, false)::int
      FROM now CROSS JOIN provider p LEFT JOIN provider_state s ON s.provider = p.name
     UNION ALL
    SELECT 'calls_total', provider, outcome, calls FROM call
     UNION ALL
    SELECT 'cost_total', provider, NULL, cost FROM provider_total
     UNION ALL
    SELECT 'books', 'generated', NULL, coalesce(sum(books_generated), 0) FROM month WHERE is_completed
     UNION ALL
    SELECT 'books', 'resolved', NULL, coalesce(sum(isbns_resolved), 0) FROM month WHERE is_completed
     UNION ALL
    SELECT 'isbns', s.state, NULL, s.isbns
      FROM handed h, LATERAL (VALUES ('waiting', h.waiting), ('published', h.published), ('enriched', h.enriched)) s (state, isbns)
     UNION ALL
    SELECT 'isbns', s.state, NULL, coalesce(sum(o.isbns), 0)
      FROM unnest('{not_found,failed}'::text[]) s (state) LEFT JOIN open_isbn o USING (state)
     GROUP BY s.state
     UNION ALL
    SELECT 'isbns_waiting', r.reason, NULL, coalesce(sum(o.isbns), 0)
      FROM unnest('{not_sent,not_taken,processing,new,released,taken_over,own_servers,transient,rate_limited,quota,config,other}'::text[]) r (reason)
      LEFT JOIN open_isbn o ON o.reason = r.reason AND o.state = 'waiting'
     GROUP BY r.reason
     UNION ALL
    SELECT 'isbns_due', NULL, NULL, coalesce(sum(o.isbns) FILTER (WHERE o.is_due AND o.state = 'waiting'), 0) FROM open_isbn o
     UNION ALL
    SELECT 'isbn_oldest_wait_seconds', NULL, NULL,
           coalesce(extract(epoch FROM (SELECT at FROM now) - min(o.since) FILTER (WHERE o.state = 'waiting')), 0)
      FROM open_isbn o
     UNION ALL
    SELECT 'last_enriched_timestamp_seconds', NULL, NULL,
           round(coalesce(extract(epoch FROM greatest((SELECT max(r.received_at) FROM edition_response r), (SELECT max(l.at) FROM enrichment_log l))), 0), 3)
     UNION ALL
    SELECT 'last_completed_timestamp_seconds', NULL, NULL, round(coalesce(extract(epoch FROM max(ended_at)), 0), 3)
      FROM backfill_attempt WHERE outcome = 'completed'
     UNION ALL
    SELECT 'last_consumed_timestamp_seconds', NULL, NULL,
           round(coalesce(extract(epoch FROM (SELECT started_at FROM backfill_attempt ORDER BY id DESC LIMIT 1)), 0), 3)
     UNION ALL
    SELECT 'alarm_severity', a.name, NULL, coalesce(max(m.severity), 0) FROM alarm_name a LEFT JOIN measured m USING (name)
     WHERE a.name IS NOT NULL
     GROUP BY a.name
     UNION ALL
    SELECT 'attempt_duration_seconds_bucket', outcome, ('{1,5,15,60,300,900,3600,+Inf}'::text[])[place + 1], attempts FROM duration
     UNION ALL
    SELECT 'attempt_duration_seconds_sum', outcome, NULL, round(seconds, 3) FROM duration WHERE place = 7
     UNION ALL
    SELECT 'attempt_duration_seconds_count', outcome, NULL, attempts FROM duration WHERE place = 7
)
SELECT metric, first, second, trim_scale(value) AS value
  FROM sample
 ORDER BY CASE WHEN metric LIKE 'attempt\_%' THEN first END, metric, first,
          CASE WHEN second = '+Inf' THEN 'infinity' WHEN metric LIKE '%\_bucket' THEN second END::float8, second
