-- The raw answers that this generation has.
--   $1 year  $2 month  $3 generation
--   columns: provider outcome body
SELECT provider, outcome, body
  FROM provider_response
 WHERE year = $1 AND month = $2 AND generation = $3
 ORDER BY id
