-- Pause, resume or cancel a standing order. Months that wait for the budget of one that is to be cancelled are pending
-- again, also when it has ended before. No row: there is none of that number.
--   $1 order  $2 paused, active or cancelled  $3 who  $4 why
--   columns: previous_state changed taken_back
--   changes: backfill_log backfill_order operation operation_item operator_action outbox
WITH found AS MATERIALIZED (
    SELECT o.id, o.state FROM backfill_order o WHERE o.id = $1::bigint FOR UPDATE
), changed AS (
    UPDATE backfill_order o
       SET state = $2, ended_at = CASE WHEN $2 = 'cancelled' THEN clock_timestamp() END,
           because = CASE WHEN $2 = 'cancelled' THEN 'cancelled by ' || $3 || coalesce(': ' || $4, '') END
      FROM found f
     WHERE o.id = f.id AND f.state IN ('active', 'paused') AND f.state <> $2
    RETURNING o.id
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $3, 'order_' || CASE $2 WHEN 'paused' THEN 'pause' WHEN 'active' THEN 'resume' ELSE 'cancel' END,
           'order ' || c.id, jsonb_strip_nulls(jsonb_build_object('why', $4::text))
      FROM changed c
)
SELECT f.state AS previous_state, EXISTS (SELECT FROM changed) AS changed,
       CASE WHEN $2 = 'cancelled' THEN order_take_back(f.id, $3, $4::text) ELSE 0 END AS taken_back
  FROM found f
