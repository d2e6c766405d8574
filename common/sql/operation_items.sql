-- The items of an operation. Of a letter that was left alone it says what somebody had done to it last.
--   $1 operation  $2 after this position  $3 at most so many
--   columns: position letter_id month state result job_id outcome done_at meanwhile
SELECT position, letter_id, year || '-' || lpad(month::text, 2, '0') AS month, state, result, job_id, outcome,
       to_char(done_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS done_at,
       (SELECT CASE a.action WHEN 'dlq_replay' THEN 'replayed' WHEN 'dlq_discard' THEN 'discarded' ELSE 'restored' END
               || ' by ' || a.actor || ' at ' || to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
               || coalesce(', operation ' || (a.detail ->> 'operation'), '')
          FROM operator_action a
         WHERE i.state = 'skipped' AND a.subject = 'letter ' || i.letter_id AND a.at <= i.done_at
           AND a.action IN ('dlq_replay', 'dlq_discard', 'dlq_restore')
         ORDER BY a.at DESC, a.id DESC LIMIT 1) AS meanwhile
  FROM operation_item i
 WHERE operation_id = $1 AND position > $2::int
 ORDER BY position
 LIMIT $3::int
