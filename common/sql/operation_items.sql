-- The items of an operation.
--   $1 operation  $2 after this position  $3 at most so many
--   columns: position letter_id month state result job_id outcome done_at
SELECT position, letter_id, year || '-' || lpad(month::text, 2, '0') AS month, state, result, job_id, outcome,
       to_char(done_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS done_at
  FROM operation_item
 WHERE operation_id = $1 AND position > $2::int
 ORDER BY position
 LIMIT $3::int
