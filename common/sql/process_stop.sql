-- Leave the fleet in an orderly way.
--   $1 process id
UPDATE process SET stopped_at = clock_timestamp() WHERE id = $1
