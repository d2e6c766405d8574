-- Pause the fleet, or let it go on. No row: it was so already.
--   $1 paused  $2 who  $3 why, or NULL
--   columns: paused
--   changes: control operator_action
WITH changed AS (
    UPDATE control
       SET paused = $1::boolean,
           paused_at = CASE WHEN $1::boolean THEN clock_timestamp() END,
           paused_by = CASE WHEN $1::boolean THEN $2 END,
           paused_why = CASE WHEN $1::boolean THEN $3::text END
     WHERE paused <> $1::boolean
    RETURNING paused
), action AS (
    INSERT INTO operator_action (actor, action, detail)
    SELECT $2, CASE WHEN paused THEN 'pause' ELSE 'resume' END, jsonb_strip_nulls(jsonb_build_object('why', $3::text)) FROM changed
)
SELECT paused FROM changed
