-- The archive, newest first. Each of its two parts has an index in its order; with an equality the
-- planner may read the whole primary key for a state that no letter has.
--   $1 state, NULL: all  $2 at most so many
--   columns: id archived_at queue state reason month error_class error_message attempts body_bytes
--   columns: job_id message_id type
SELECT id, to_char(archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS archived_at, queue, state, reason,
       year || '-' || lpad(month::text, 2, '0') AS month, error_class, error_message, attempts, body_bytes, job_id,
       message_id, type
  FROM ((SELECT * FROM dead_letter WHERE $1::text IS NULL ORDER BY id DESC LIMIT $2::int)
        UNION ALL
        (SELECT * FROM dead_letter WHERE state >= $1::text AND state <= $1::text
          ORDER BY state DESC, id DESC LIMIT $2::int)) AS letter
 ORDER BY id DESC
 LIMIT $2::int
