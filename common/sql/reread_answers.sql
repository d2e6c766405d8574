-- The stored answers of a month's generation, and what their last reading has shown.
--   $1 year  $2 month  $3 generation  $4 only of this generator, or NULL
--   columns: provider outcome books_named body is_pruned
SELECT provider, outcome, books_named, body, pruned_at IS NOT NULL AS is_pruned
  FROM provider_response
 WHERE year = $1 AND month = $2 AND generation = $3::int AND ($4::text IS NULL OR provider = $4::text)
 ORDER BY id
