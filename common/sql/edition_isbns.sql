-- The next ISBNs of which some source says something, in their order.
--   $1 ISBNs behind this one; '': from the first  $2 source that says something; '': any  $3 at most so many
--   columns: isbn13
SELECT DISTINCT isbn13 FROM edition_claim
 WHERE isbn13 > $1::text AND ($2::text = '' OR source = $2::text)
 ORDER BY isbn13 LIMIT $3::int
