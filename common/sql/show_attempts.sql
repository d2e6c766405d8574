-- Every attempt at a month.
--   $1 year  $2 month
--   columns: started_at duration_ms outcome generation worker calls error_class error_message
--   columns: job_id
SELECT to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
       (extract(epoch FROM ended_at - started_at) * 1000)::bigint AS duration_ms,
       outcome, generation, worker, calls, error_class, error_message, job_id
  FROM backfill_attempt
 WHERE year = $1 AND month = $2
 ORDER BY id
