-- The months that this process owns, with their tokens.
--   $1 own process id
--   columns: year month claim_token
SELECT year, month, claim_token FROM backfill_log WHERE status = 'processing' AND owner = $1
