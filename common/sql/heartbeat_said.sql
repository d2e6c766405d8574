-- Keep what came of a ping. NULL: the claim has passed to another process.
--   $1 claim  $2 it was begun so long ago, ms  $3 error, NULL: it was taken  $4 first pause after a failure, ms
--   columns: tries
--   changes: alarm_watch
SELECT heartbeat_said($1, $2, $3, $4) AS tries
