-- What attempts ended with, by the class of the error: how many, of how many months, how many of these failed, and the
-- last one.
--   $1 first and $2 last, as year * 12 + month
--   columns: error_class attempts months failed last_at message
WITH of_month AS ( -- hashed, where count(DISTINCT) would sort all attempts
    SELECT a.error_class, a.year, a.month, count(*) AS attempts, max(a.ended_at) AS last_at
      FROM backfill_attempt a
     WHERE a.error_class IS NOT NULL AND (a.year, a.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
     GROUP BY a.error_class, a.year, a.month
), class AS MATERIALIZED (
    SELECT o.error_class, sum(o.attempts)::bigint AS attempts, count(*) AS months, count(*) FILTER (WHERE l.status = 'failed') AS failed,
           max(o.last_at) AS last_at, (array_agg(o.year * 12 + o.month ORDER BY o.last_at DESC NULLS LAST))[1] AS last_month
      FROM of_month o JOIN backfill_log l USING (year, month)
     GROUP BY o.error_class
)
SELECT c.error_class, c.attempts, c.months, c.failed,
       to_char(c.last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_at,
       (SELECT a.error_message FROM backfill_attempt a
         WHERE a.year = (c.last_month - 1) / 12 AND a.month = (c.last_month - 1) % 12 + 1 AND a.error_class = c.error_class
         ORDER BY a.ended_at DESC NULLS LAST LIMIT 1) AS message
  FROM class c
 ORDER BY c.attempts DESC, c.error_class
