-- Leave the fleet in an orderly way.
--   $1 process id  $2 identity  $3 the error that ended it, or NULL
--   changes: process
UPDATE process SET stopped_at = clock_timestamp(), ended_because = $3 WHERE id = $1 AND identity = $2
