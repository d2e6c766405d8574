-- The same months together: rates are pooled, and the mean of the months stands beside. isbns_queued counts
-- what these months ever handed over, by earlier generations too. The cost is that of all their calls that have a
-- price, and NULL where none has; unpriced counts the others, and those of which no cost is kept any more.
--   $1 first and $2 last, as year * 12 + month
--   columns: months completed failed books_generated isbns_resolved isbns_queued
--   columns: isbns_published isbns_enriched isbns_waiting isbns_not_found isbns_failed enriched_editions synthetic_works
--   columns: resolution_rate mean_of_monthly_rates duration_ms retry_count calls cost unpriced
WITH month AS (
    SELECT l.*
      FROM backfill_log l
     WHERE (l.year, l.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
       AND (l.job_id IS NOT NULL
            OR EXISTS (SELECT FROM backfill_attempt a WHERE a.year = l.year AND a.month = l.month))
), called AS ( -- as report.sql
    SELECT c.provider, sum(c.calls) AS calls, sum(c.cost) AS cost, sum(c.unpriced) AS unpriced
      FROM (SELECT t.provider, t.calls, t.cost, t.unpriced
              FROM usage_total t
             WHERE (t.year, t.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
             UNION ALL
            SELECT s.key, s.value::bigint, 0, s.value::bigint
              FROM backfill_attempt a, jsonb_each_text(a.calls) s
             WHERE a.usage_gone AND (a.year, a.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
               AND (SELECT u.claim_token FROM attempt_usage u WHERE u.claim_token = a.claim_token LIMIT 1) IS NULL) c
     GROUP BY c.provider
), handed AS (
    SELECT coalesce(sum(e.isbns), 0) AS isbns, coalesce(sum(e.published), 0) AS published, coalesce(sum(e.enriched), 0) AS enriched
      FROM enrichment_total e
     WHERE (e.year, e.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
), edition AS (
    SELECT count(*) AS editions
      FROM enriched_editions d
      JOIN enrichment e ON e.isbn13 = d.isbn
     WHERE (e.year, e.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
), synthetic AS (
    SELECT count(DISTINCT k.fine_key) AS works
      FROM work_book k JOIN enriched_works w ON w.work_key = k.fine_key AND w.synthetic
     WHERE k.isbn13 IS NULL
       AND (k.year, k.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
), open AS (
    SELECT count(*) FILTER (WHERE s.status <> 'failed') AS not_found, count(*) FILTER (WHERE s.status = 'failed') AS failed
      FROM enrichment_state s
      JOIN enrichment e ON e.isbn13 = s.isbn
     WHERE s.status <> 'enriched' AND e.enriched_at IS NULL AND (s.status = 'failed' OR s.settled_at IS NOT NULL)
       AND (e.year, e.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
)
SELECT count(*) AS months,
       count(*) FILTER (WHERE status = 'completed') AS completed,
       count(*) FILTER (WHERE status = 'failed') AS failed,
       coalesce(sum(books_generated), 0) AS books_generated,
       coalesce(sum(isbns_resolved), 0) AS isbns_resolved,
       (SELECT isbns FROM handed) AS isbns_queued,
       (SELECT published FROM handed) AS isbns_published, (SELECT enriched FROM handed) AS isbns_enriched,
       (SELECT h.isbns - h.enriched - o.not_found - o.failed FROM handed h, open o) AS isbns_waiting, (SELECT not_found FROM open) AS isbns_not_found,
       (SELECT failed FROM open) AS isbns_failed, (SELECT editions FROM edition) AS enriched_editions,
       (SELECT works FROM synthetic) AS synthetic_works,
       round(100.0 * sum(isbns_resolved) / nullif(sum(books_generated), 0), 2) AS resolution_rate,
       round(avg(resolution_rate), 2) AS mean_of_monthly_rates,
       (sum(extract(epoch FROM completed_at - started_at)) FILTER (WHERE status = 'completed') * 1000)::bigint AS duration_ms,
       coalesce(sum(retry_count), 0) AS retry_count,
       (SELECT coalesce(jsonb_object_agg(provider, calls), '{}') FROM called WHERE calls > 0) AS calls,
       (SELECT CASE WHEN sum(cost) > 0 OR coalesce(sum(unpriced), 0) = 0 THEN money_text(coalesce(sum(cost), 0)) END FROM called) AS cost,
       (SELECT coalesce(sum(unpriced), 0) FROM called) AS unpriced
  FROM month l
