-- How many months of a range are in which state.
--   $1 first and $2 last, as year * 12 + month
--   columns: pending queued processing retry completed failed held
SELECT count(*) FILTER (WHERE status = 'pending' AND NOT held) AS pending,
       count(*) FILTER (WHERE status = 'queued') AS queued,
       count(*) FILTER (WHERE status = 'processing') AS processing,
       count(*) FILTER (WHERE status = 'retry') AS retry,
       count(*) FILTER (WHERE status = 'completed') AS completed,
       count(*) FILTER (WHERE status = 'failed') AS failed,
       count(*) FILTER (WHERE held) AS held
  FROM backfill_log
 WHERE year * 12 + month BETWEEN $1::int AND $2::int
