-- Leave the fleet in an orderly way.
--   $1 process id  $2 identity
--   changes: process
UPDATE process SET stopped_at = clock_timestamp() WHERE id = $1 AND identity = $2
