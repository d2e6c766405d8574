-- The archive, newest first.
--   $1 state, NULL: all  $2 at most so many
--   columns: id archived_at queue state reason month error_class error_message attempts body_bytes
--   columns: job_id message_id type
SELECT id, to_char(archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS archived_at, queue, state, reason,
       year || '-' || lpad(month::text, 2, '0') AS month, error_class, error_message, attempts, body_bytes, job_id,
       message_id, type
  FROM dead_letter
 WHERE state = coalesce($1, state)
 ORDER BY id DESC
 LIMIT $2::int
