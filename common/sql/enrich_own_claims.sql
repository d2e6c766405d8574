-- The claims of ISBNs that this process owns.
--   $1 own process id
--   columns: claim_token
SELECT DISTINCT claim_token FROM enrichment_state WHERE owner = $1
