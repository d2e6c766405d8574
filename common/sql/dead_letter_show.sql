-- A dead letter.
--   $1 id
SELECT id, letter_id, queue, state, reason, error_class, error_message, attempts, worker,
       to_char(first_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char(last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       year || '-' || lpad(month::text, 2, '0'), job_id, message_id, type, body_bytes,
       to_char(archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char(settled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       replay_job_id, headers, body, year, month
  FROM dead_letter
 WHERE id = $1
