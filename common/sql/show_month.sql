-- All that its row says of a month. What it waits for is left out once its time has come. calls: all that were ever
-- made for it, as report.sql has them.
--   $1 year  $2 month
--   columns: month status held books_generated isbns_resolved resolution_rate isbns_queued
--   columns: isbns_published isbns_enriched isbns_waiting isbns_not_found isbns_failed isbns_waiting_because
--   columns: isbn_oldest isbn_oldest_since
--   columns: gemini_calls xai_calls isbndb_calls retry_count crash_count generation stage
--   columns: prompt_variant batch_size job_id queued_at started_at completed_at retry_at
--   columns: waits_for waits_for_words error_class error_message owner replay_of calls
SELECT year || '-' || lpad(month::text, 2, '0') AS month, status, held, books_generated, isbns_resolved, resolution_rate,
       isbns_queued, h.*, o.*, gemini_calls, xai_calls, isbndb_calls, retry_count, crash_count, generation, stage,
       prompt_variant, batch_size, job_id,
       to_char(queued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS queued_at,
       to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
       to_char(completed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS completed_at,
       to_char(retry_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS retry_at,
       to_json(w.waits_for) AS waits_for, regexp_replace(array_to_string(w.waits_for, ' or '), 'order [0-9]+', '\&''s budget', 'g') || ' to open' AS waits_for_words,
       error_class, error_message, owner, replay_of,
       (SELECT coalesce(jsonb_object_agg(provider, calls), '{}')
          FROM (SELECT coalesce(u.provider, c.key) AS provider, sum(coalesce(u.calls, c.value::bigint)) AS calls
                  FROM backfill_attempt a
                  LEFT JOIN attempt_usage u USING (claim_token)
                  LEFT JOIN LATERAL jsonb_each_text(a.calls) c ON u.claim_token IS NULL
                 WHERE a.year = $1 AND a.month = $2
                 GROUP BY 1) p
         WHERE calls > 0) AS calls
  FROM backfill_log l,
       (SELECT count(e.published_at) AS isbns_published, count(e.enriched_at) AS isbns_enriched
          FROM enrichment e WHERE e.year = $1 AND e.month = $2) h,
       (SELECT coalesce(sum(isbns) FILTER (WHERE state = 'waiting'), 0)::bigint AS isbns_waiting,
               coalesce(sum(isbns) FILTER (WHERE state = 'not_found'), 0)::bigint AS isbns_not_found,
               coalesce(sum(isbns) FILTER (WHERE state = 'failed'), 0)::bigint AS isbns_failed,
               coalesce(jsonb_object_agg(reason, isbns) FILTER (WHERE state = 'waiting'), '{}') AS isbns_waiting_because,
               (SELECT o.isbn13 FROM isbn_open o WHERE o.year = $1 AND o.month = $2 AND o.state = 'waiting'
                 ORDER BY o.since, o.isbn13 LIMIT 1) AS isbn_oldest,
               to_char(min(since) FILTER (WHERE state = 'waiting') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS isbn_oldest_since
          FROM (SELECT state, reason, count(*) AS isbns, min(since) AS since
                  FROM isbn_open
                 WHERE year = $1 AND month = $2
                 GROUP BY state, reason) r) o,
       LATERAL (SELECT CASE WHEN l.status = 'retry' AND l.retry_at > clock_timestamp() THEN l.waits_for END) w (waits_for)
 WHERE year = $1 AND month = $2
