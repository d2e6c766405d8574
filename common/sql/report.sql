-- What the months gave: those that were ever scheduled, with the calls of their present job.
--   $1 first and $2 last, as year * 12 + month
--   columns: month status books_generated isbns_resolved resolution_rate isbns_queued duration_ms
--   columns: calls retry_count error_message
SELECT l.year || '-' || lpad(l.month::text, 2, '0') AS month, l.status, l.books_generated, l.isbns_resolved,
       l.resolution_rate, l.isbns_queued,
       (extract(epoch FROM l.completed_at - l.started_at) * 1000)::bigint AS duration_ms,
       (SELECT coalesce(jsonb_object_agg(provider, calls), '{}')
          FROM (SELECT c.key AS provider, sum(c.value::bigint) AS calls
                  FROM (SELECT a.calls FROM backfill_attempt a WHERE a.job_id = l.job_id
                         UNION ALL
                        SELECT a.calls FROM backfill_attempt a
                         WHERE l.job_id IS NULL AND a.year = l.year AND a.month = l.month) a,
                       jsonb_each_text(a.calls) c
                 GROUP BY c.key) p) AS calls,
       l.retry_count, l.error_message
  FROM backfill_log l
 WHERE l.year * 12 + l.month BETWEEN $1::int AND $2::int
   AND (l.job_id IS NOT NULL
        OR EXISTS (SELECT FROM backfill_attempt a WHERE a.year = l.year AND a.month = l.month))
 ORDER BY l.year, l.month
