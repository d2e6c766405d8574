-- The months that wait for a retry, and those that are processing for too long.
--   $1 processing longer than this is stuck, ms
--   columns: month state at retry_count error_class error_message
SELECT l.year || '-' || lpad(l.month::text, 2, '0') AS month,
       CASE l.status WHEN 'retry' THEN 'retry' ELSE 'stuck' END AS state,
       to_char(coalesce(l.retry_at, l.started_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS at,
       l.retry_count, l.error_class, l.error_message
  FROM backfill_log l
 WHERE l.status = 'retry'
    OR (l.status = 'processing' AND l.started_at < clock_timestamp() - $1::bigint * interval '1 ms')
 ORDER BY 2 DESC, 3, 1
 LIMIT 100
