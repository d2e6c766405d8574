-- What attempts ended with, by the class of the error: how many, of how many months, how many of these failed, and the
-- last one.
--   $1 first and $2 last, as year * 12 + month
--   columns: error_class attempts months failed last_at message
WITH attempt AS MATERIALIZED (
    SELECT a.year, a.month, a.error_class, a.error_message, a.ended_at
      FROM backfill_attempt a
     WHERE a.error_class IS NOT NULL AND a.year * 12 + a.month BETWEEN $1::int AND $2::int
)
SELECT a.error_class, count(*) AS attempts, count(DISTINCT (a.year, a.month)) AS months,
       count(DISTINCT (a.year, a.month)) FILTER (WHERE l.status = 'failed') AS failed,
       to_char(max(a.ended_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_at,
       (array_agg(a.error_message ORDER BY a.ended_at DESC NULLS LAST))[1] AS message
  FROM attempt a JOIN backfill_log l USING (year, month)
 GROUP BY a.error_class
 ORDER BY count(*) DESC, a.error_class
