-- Every attempt at a month, with what it called, as report.sql has it.
--   $1 year  $2 month
--   columns: started_at duration_ms outcome generation worker calls error_class error_message
--   columns: job_id
SELECT to_char(a.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
       (extract(epoch FROM a.ended_at - a.started_at) * 1000)::bigint AS duration_ms,
       a.outcome, a.generation, a.worker, coalesce(u.calls, a.calls) AS calls, a.error_class, a.error_message, a.job_id
  FROM backfill_attempt a
  LEFT JOIN LATERAL (SELECT jsonb_object_agg(p.provider, p.calls) AS calls
                       FROM (SELECT provider, sum(calls) AS calls FROM attempt_usage
                              WHERE claim_token = a.claim_token GROUP BY provider) p) u ON true
 WHERE a.year = $1 AND a.month = $2
 ORDER BY a.id
