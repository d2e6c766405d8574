-- All that its row says of a month.
--   $1 year  $2 month
--   columns: month status held books_generated isbns_resolved resolution_rate isbns_queued
--   columns: gemini_calls xai_calls isbndb_calls retry_count crash_count generation stage
--   columns: prompt_variant batch_size job_id queued_at started_at completed_at retry_at
--   columns: error_class error_message owner replay_of
SELECT year || '-' || lpad(month::text, 2, '0') AS month, status, held, books_generated, isbns_resolved, resolution_rate,
       isbns_queued, gemini_calls, xai_calls, isbndb_calls, retry_count, crash_count, generation, stage,
       prompt_variant, batch_size, job_id,
       to_char(queued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS queued_at,
       to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
       to_char(completed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS completed_at,
       to_char(retry_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS retry_at,
       error_class, error_message, owner, replay_of
  FROM backfill_log
 WHERE year = $1 AND month = $2
