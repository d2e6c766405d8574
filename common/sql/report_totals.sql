-- The same months together: rates are pooled, and the mean of the months stands beside. isbns_queued counts
-- what these months ever handed over, by earlier generations too; a month that completed in its first
-- generation has as many enrichment rows as its own count says. The cost is that of all their calls that have a
-- price, and NULL where none has; unpriced counts the others, and those of which no cost is kept any more.
--   $1 first and $2 last, as year * 12 + month
--   columns: months completed failed books_generated isbns_resolved isbns_queued
--   columns: isbns_published isbns_enriched isbns_waiting isbns_not_found isbns_failed enriched_editions
--   columns: resolution_rate mean_of_monthly_rates duration_ms retry_count calls cost unpriced
WITH month AS (
    SELECT l.*
      FROM backfill_log l
     WHERE (l.year, l.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
       AND (l.job_id IS NOT NULL
            OR EXISTS (SELECT FROM backfill_attempt a WHERE a.year = l.year AND a.month = l.month))
), called AS ( -- as report.sql
    SELECT coalesce(u.provider, c.key) AS provider, sum(coalesce(u.calls, c.value::bigint)) AS calls,
           coalesce(sum(u.cost), 0) AS cost, coalesce(sum(CASE WHEN u.claim_token IS NULL THEN c.value::bigint ELSE u.unpriced END), 0) AS unpriced
      FROM backfill_attempt a
      LEFT JOIN attempt_usage u USING (claim_token)
      LEFT JOIN LATERAL jsonb_each_text(a.calls) c ON u.claim_token IS NULL
     WHERE (a.year, a.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
     GROUP BY coalesce(u.provider, c.key)
), handed AS (
    SELECT count(*) AS isbns, count(e.published_at) AS published, count(e.enriched_at) AS enriched, count(d.isbn) AS editions
      FROM enrichment e
      LEFT JOIN enriched_editions d ON d.isbn = e.isbn13
     WHERE (e.year, e.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
), open AS (
    SELECT count(*) FILTER (WHERE o.state = 'waiting') AS waiting, count(*) FILTER (WHERE o.state = 'not_found') AS not_found,
           count(*) FILTER (WHERE o.state = 'failed') AS failed
      FROM isbn_open o
     WHERE (o.year, o.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
)
SELECT count(*) AS months,
       count(*) FILTER (WHERE status = 'completed') AS completed,
       count(*) FILTER (WHERE status = 'failed') AS failed,
       coalesce(sum(books_generated), 0) AS books_generated,
       coalesce(sum(isbns_resolved), 0) AS isbns_resolved,
       coalesce(sum(CASE WHEN status = 'completed' AND generation = 1 THEN isbns_queued
                         ELSE (SELECT count(*) FROM enrichment e WHERE e.year = l.year AND e.month = l.month)
                    END), 0) AS isbns_queued,
       (SELECT published FROM handed) AS isbns_published, (SELECT enriched FROM handed) AS isbns_enriched,
       (SELECT waiting FROM open) AS isbns_waiting, (SELECT not_found FROM open) AS isbns_not_found,
       (SELECT failed FROM open) AS isbns_failed, (SELECT editions FROM handed) AS enriched_editions,
       round(100.0 * sum(isbns_resolved) / nullif(sum(books_generated), 0), 2) AS resolution_rate,
       round(avg(resolution_rate), 2) AS mean_of_monthly_rates,
       (sum(extract(epoch FROM completed_at - started_at)) FILTER (WHERE status = 'completed') * 1000)::bigint AS duration_ms,
       coalesce(sum(retry_count), 0) AS retry_count,
       (SELECT coalesce(jsonb_object_agg(provider, calls), '{}') FROM called WHERE calls > 0) AS calls,
       (SELECT CASE WHEN sum(cost) > 0 OR coalesce(sum(unpriced), 0) = 0 THEN money_text(coalesce(sum(cost), 0)) END FROM called) AS cost,
       (SELECT coalesce(sum(unpriced), 0) FROM called) AS unpriced
  FROM month l
