-- A dead letter.
--   $1 id
--   columns: id letter_id queue state reason error_class error_message attempts worker first_at
--   columns: last_at month job_id message_id type body_bytes archived_at settled_at replay_job_id
--   columns: headers body year month_of_year fingerprint note fix settled_because replay_of
--   columns: edited_body
SELECT id, letter_id, queue, state, reason, error_class, error_message, attempts, worker,
       to_char(first_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS first_at,
       to_char(last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_at,
       year || '-' || lpad(month::text, 2, '0') AS month, job_id, message_id, type, body_bytes,
       to_char(archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS archived_at,
       to_char(settled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS settled_at,
       replay_job_id, headers, body, year, month AS month_of_year,
       fingerprint, note, fix, settled_because,
       (SELECT o.id FROM dead_letter o
         WHERE o.letter_id = CASE WHEN d.headers ->> 'replayed-letter' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                  THEN (d.headers ->> 'replayed-letter')::uuid END) AS replay_of,
       (SELECT i.body FROM operation_item i
         WHERE i.letter_id = d.id AND i.body IS NOT NULL AND i.state = 'done' ORDER BY i.operation_id DESC LIMIT 1) AS edited_body
  FROM dead_letter d LEFT JOIN dead_letter_group USING (fingerprint)
 WHERE id = $1
