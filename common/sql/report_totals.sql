-- The same months together: rates are pooled, and the mean of the months stands beside.
--   $1 first and $2 last, as year * 12 + month
WITH month AS (
    SELECT l.*
      FROM backfill_log l
     WHERE l.year * 12 + l.month BETWEEN $1::int AND $2::int
       AND (l.job_id IS NOT NULL
            OR EXISTS (SELECT FROM backfill_attempt a WHERE a.year = l.year AND a.month = l.month))
), called AS (
    SELECT c.key AS provider, sum(c.value::bigint) AS calls
      FROM month l
      JOIN backfill_attempt a ON a.year = l.year AND a.month = l.month AND a.job_id = coalesce(l.job_id, a.job_id),
           jsonb_each_text(a.calls) c
     GROUP BY c.key
)
SELECT count(*), count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed'),
       coalesce(sum(books_generated), 0), coalesce(sum(isbns_resolved), 0), coalesce(sum(isbns_queued), 0),
       round(100.0 * sum(isbns_resolved) / nullif(sum(books_generated), 0), 2),
       round(avg(resolution_rate), 2),
       (sum(extract(epoch FROM completed_at - started_at)) * 1000)::bigint,
       coalesce(sum(retry_count), 0),
       (SELECT coalesce(jsonb_object_agg(provider, calls), '{}') FROM called)
  FROM month
