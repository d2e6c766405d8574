-- The dead letters of a month.
--   $1 year  $2 month
--   columns: id archived_at state reason error_class error_message job_id
SELECT id, to_char(archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS archived_at,
       CASE state WHEN 'archived' THEN 'open' ELSE state END AS state, reason, error_class, error_message, job_id
  FROM dead_letter
 WHERE year = $1 AND month = $2
 ORDER BY id
