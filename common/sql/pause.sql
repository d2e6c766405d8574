-- Pause the fleet, or let it go on. No row: it was so already.
--   $1 paused  $2 who
--   columns: paused
--   changes: control operator_action
WITH changed AS (
    UPDATE control
       SET paused = $1::boolean,
           paused_at = CASE WHEN $1::boolean THEN clock_timestamp() END,
           paused_by = CASE WHEN $1::boolean THEN $2 END
     WHERE paused <> $1::boolean
    RETURNING paused
), action AS (
    INSERT INTO operator_action (actor, action)
    SELECT $2, CASE WHEN paused THEN 'pause' ELSE 'resume' END FROM changed
)
SELECT paused FROM changed
