-- Lock a month whose answers are read again, where it still is what it was when it was chosen. The statements that
-- follow in the same transaction see what is written by then.
--   $1 year  $2 month  $3 generation  $4 status
--   columns: year
--   changes: row_locks
SELECT year FROM backfill_log
 WHERE year = $1 AND month = $2 AND generation = $3::int AND status = $4 AND compared IS NULL
   FOR UPDATE
