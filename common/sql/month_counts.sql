-- How many months of a range are in which state, and how many could be scheduled but are not due.
--   $1 first and $2 last, as year * 12 + month  $3 so many days after its end a month is due
--   columns: months pending queued processing retry completed failed held not_due
SELECT count(*) AS months,
       count(*) FILTER (WHERE status = 'pending' AND NOT held) AS pending,
       count(*) FILTER (WHERE status = 'queued') AS queued,
       count(*) FILTER (WHERE status = 'processing') AS processing,
       count(*) FILTER (WHERE status = 'retry') AS retry,
       count(*) FILTER (WHERE status = 'completed') AS completed,
       count(*) FILTER (WHERE status = 'failed') AS failed,
       count(*) FILTER (WHERE held) AS held,
       count(*) FILTER (WHERE status IN ('pending', 'failed', 'completed') AND NOT held
                          AND (make_date(year, month, 1) + interval '1 month')::date + $3::int
                              > (clock_timestamp() AT TIME ZONE 'UTC')::date) AS not_due
  FROM backfill_log
 WHERE year * 12 + month BETWEEN $1::int AND $2::int
