-- The raw answers that this generation has. One that was pruned is empty; its books are stored. One that could not be
-- read is asked for again, whether its bytes are there or not.
--   $1 year  $2 month  $3 generation
--   columns: provider outcome body is_pruned
SELECT provider, outcome, body, pruned_at IS NOT NULL AND outcome <> 'unreadable' AS is_pruned
  FROM provider_response
 WHERE year = $1 AND month = $2 AND generation = $3
 ORDER BY id
