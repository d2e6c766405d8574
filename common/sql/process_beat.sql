-- Beat, and read what the fleet is told to do.
--   $1 process id
WITH beat AS (
    UPDATE process SET heartbeat_at = clock_timestamp() WHERE id = $1 RETURNING id
)
SELECT EXISTS (SELECT FROM beat), (SELECT paused FROM control)
