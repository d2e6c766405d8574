-- What the months gave: those that were ever scheduled, with every call that was ever made for them, by earlier
-- jobs and generations and by attempts that died, too. An attempt whose usage is deleted by now says itself what it called.
--   $1 first and $2 last, as year * 12 + month  $3 at most so many, NULL: all
--   columns: month status books_generated isbns_resolved resolution_rate isbns_queued isbns_enriched duration_ms
--   columns: calls retry_count error_message
WITH called AS (
    SELECT c.year, c.month, c.provider, sum(c.calls) AS calls
      FROM (SELECT t.year, t.month, t.provider, t.calls
              FROM usage_total t
             WHERE (t.year, t.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
             UNION ALL
            SELECT a.year, a.month, s.key, s.value::bigint
              FROM backfill_attempt a, jsonb_each_text(a.calls) s
             WHERE a.usage_gone AND (a.year, a.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
               AND (SELECT u.claim_token FROM attempt_usage u WHERE u.claim_token = a.claim_token LIMIT 1) IS NULL) c
     GROUP BY c.year, c.month, c.provider
), month_calls AS (
    SELECT year, month, jsonb_object_agg(provider, calls) AS calls FROM called WHERE calls > 0 GROUP BY year, month
)
SELECT l.year || '-' || lpad(l.month::text, 2, '0') AS month, l.status, l.books_generated, l.isbns_resolved,
       l.resolution_rate, l.isbns_queued,
       (SELECT coalesce(sum(e.enriched), 0) FROM enrichment_total e WHERE e.year = l.year AND e.month = l.month) AS isbns_enriched,
       (extract(epoch FROM l.completed_at - l.started_at) * 1000)::bigint AS duration_ms,
       coalesce(c.calls, '{}') AS calls, l.retry_count, l.error_message
  FROM backfill_log l
  LEFT JOIN month_calls c ON c.year = l.year AND c.month = l.month
 WHERE (l.year, l.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
   AND (l.job_id IS NOT NULL
        OR EXISTS (SELECT FROM backfill_attempt a WHERE a.year = l.year AND a.month = l.month))
 ORDER BY l.year, l.month
 LIMIT $3::int
