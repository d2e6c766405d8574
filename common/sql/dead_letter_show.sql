-- A dead letter; who replayed or discarded it, and how the last replay has ended.
--   $1 id
--   columns: id letter_id queue state reason error_class error_message attempts worker first_at
--   columns: last_at month job_id message_id type body_bytes archived_at settled_at replay_job_id
--   columns: headers body year month_of_year fingerprint note fix settled_because replay_of
--   columns: edited_body settled_by settled_operation replay_outcome
SELECT id, letter_id, queue, CASE d.state WHEN 'archived' THEN 'open' ELSE d.state END AS state, reason, error_class, error_message, attempts, worker,
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
         WHERE i.letter_id = d.id AND i.body IS NOT NULL AND i.state = 'done' ORDER BY i.operation_id DESC LIMIT 1) AS edited_body,
       settled.actor AS settled_by, settled.detail ->> 'operation' AS settled_operation,
       (SELECT i.outcome FROM operation_item i JOIN operation o ON o.id = i.operation_id
         WHERE i.letter_id = d.id AND i.state = 'done' AND o.kind = 'replay' ORDER BY i.operation_id DESC LIMIT 1) AS replay_outcome
  FROM dead_letter d
  LEFT JOIN dead_letter_group USING (fingerprint)
  LEFT JOIN LATERAL (SELECT a.actor, a.detail FROM operator_action a
                      WHERE a.subject = 'letter ' || d.id AND d.state IN ('replayed', 'discarded')
                        AND a.action = CASE d.state WHEN 'replayed' THEN 'dlq_replay' ELSE 'dlq_discard' END
                      ORDER BY a.at DESC, a.id DESC LIMIT 1) settled ON true
 WHERE id = $1
