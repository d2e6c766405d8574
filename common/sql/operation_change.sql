-- Pause, resume or cancel an operation, or change its rate. No row: it is not in a state for that. A process
-- that has it in hand is waited for; what that process has done stays done.
--   $1 operation  $2 pause, resume, cancel, rate  $3 who  $4 letters a minute, of rate; NULL: no limit
--   $5 why, or NULL
--   columns: state
--   changes: operation operation_item operator_action
WITH changed AS (
    UPDATE operation o
       SET state = CASE $2 WHEN 'pause' THEN 'paused' WHEN 'resume' THEN 'running' WHEN 'cancel' THEN 'cancelled'
                           ELSE o.state END,
           next_at = CASE WHEN $2 IN ('resume', 'rate') AND (o.next_at IS NOT NULL OR $2 = 'resume') THEN clock_timestamp() END,
           resumed_at = CASE WHEN $2 = 'resume' THEN clock_timestamp() ELSE o.resumed_at END,
           rate_per_minute = CASE WHEN $2 = 'rate' THEN $4::int ELSE o.rate_per_minute END,
           ended_at = CASE WHEN $2 = 'cancel' THEN clock_timestamp() END,
           because = CASE WHEN $2 = 'rate' THEN o.because WHEN $2 = 'resume' THEN NULL
                          ELSE CASE $2 WHEN 'pause' THEN 'paused by ' ELSE 'cancelled by ' END || $3 || coalesce(': ' || $5::text, '') END
     WHERE o.id = $1
       AND o.state = ANY(CASE $2 WHEN 'pause' THEN '{running}' WHEN 'resume' THEN '{paused}'
                                 WHEN 'cancel' THEN '{planned,running,paused}' ELSE '{running,paused}' END::text[])
    RETURNING o.id, o.state
), item AS (
    UPDATE operation_item i
       SET state = 'cancelled'
      FROM changed c
     WHERE c.state = 'cancelled' AND i.operation_id = c.id AND i.state = 'waiting'
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $3, 'operation_' || $2, 'operation ' || c.id, jsonb_strip_nulls(jsonb_build_object('rate_per_minute', $4::int, 'why', $5::text))
      FROM changed c
)
SELECT state FROM changed
