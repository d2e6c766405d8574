-- A stored answer turned out to be a refusal.
--   $1 year  $2 month  $3 generation  $4 provider
UPDATE provider_response SET outcome = 'refused'
 WHERE year = $1 AND month = $2 AND generation = $3 AND provider = $4
