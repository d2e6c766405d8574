-- Pause, resume or cancel a standing order. No row: there is none of that number.
--   $1 order  $2 paused, active or cancelled  $3 who  $4 why
--   columns: previous_state changed
--   changes: backfill_order operator_action
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
SELECT f.state AS previous_state, EXISTS (SELECT FROM changed) AS changed FROM found f
