-- What attempts ended with, by the class of the error: how many, of how many months, how many of these failed, and the
-- last one.
--   $1 first and $2 last, as year * 12 + month
--   columns: error_class attempts months failed last_at message
WITH of_month AS (
    SELECT o.error_class, o.year, o.month, sum(o.attempts) AS attempts, max(o.last_at) AS last_at
      FROM attempt_total o
     WHERE o.error_class <> '' AND (o.year, o.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
     GROUP BY o.error_class, o.year, o.month
    HAVING sum(o.attempts) > 0
), class AS MATERIALIZED (
    SELECT o.error_class, sum(o.attempts)::bigint AS attempts, count(*) AS months, count(*) FILTER (WHERE l.status = 'failed') AS failed,
           (array_agg(o.year * 12 + o.month ORDER BY o.last_at DESC))[1] AS last_month
      FROM of_month o JOIN backfill_log l USING (year, month)
     GROUP BY o.error_class
)
SELECT c.error_class, c.attempts, c.months, c.failed,
       to_char(a.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_at, a.error_message AS message
  FROM class c
  LEFT JOIN LATERAL (SELECT t.ended_at, t.error_message FROM backfill_attempt t
                      WHERE t.year = (c.last_month - 1) / 12 AND t.month = (c.last_month - 1) % 12 + 1 AND t.error_class = c.error_class
                      ORDER BY t.ended_at DESC LIMIT 1) a ON true
 ORDER BY c.attempts DESC, c.error_class
