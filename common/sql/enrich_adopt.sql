-- A claim of one of our workers, made under the id that this process had: it gets the present one.
--   $1 former process id  $2 claim_token  $3 own process id
--   changes: enrichment_state
UPDATE enrichment_state SET owner = $3 WHERE owner = $1 AND claim_token = $2
