-- How many months of a range are in which state.
--   $1 first and $2 last, as year * 12 + month
SELECT count(*), count(*) FILTER (WHERE status = 'pending' AND NOT held), count(*) FILTER (WHERE status = 'queued'),
       count(*) FILTER (WHERE status = 'processing'), count(*) FILTER (WHERE status = 'retry'),
       count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed'),
       count(*) FILTER (WHERE held)
  FROM backfill_log
 WHERE year * 12 + month BETWEEN $1::int AND $2::int
