-- Leave the fleet in an orderly way.
--   $1 process id
--   changes: process
UPDATE process SET stopped_at = clock_timestamp() WHERE id = $1
