-- The books of a generation, in their order.
--   $1 year  $2 month  $3 generation
--   columns: position provider title authors publisher publication_year significance status isbn13
SELECT position, provider, title, authors, publisher, publication_year, significance, status, isbn13
  FROM backfill_book
 WHERE year = $1 AND month = $2 AND generation = $3
 ORDER BY position
