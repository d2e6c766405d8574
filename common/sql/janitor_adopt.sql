-- A claim of one of our workers, made under the id that this process had: it gets the present one.
--   $1 year  $2 month  $3 claim_token  $4 own process id
--   changes: backfill_log
UPDATE backfill_log SET owner = $4 WHERE year = $1 AND month = $2 AND claim_token = $3
