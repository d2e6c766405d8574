-- May this process ping the dead man's switch now, and why? NULL: it may not.
--   $1 the claim, a new uuid  $2 for how long it holds, ms
--   columns: reason
--   changes: alarm_watch
SELECT heartbeat_claim($1, $2) AS reason
