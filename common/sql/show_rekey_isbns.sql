-- The next editions whose keys are of another version.
--   $1 version of keys  $2 isbn13 that this page begins behind  $3 at most so many
--   columns: isbn13
SELECT e.isbn AS isbn13 FROM enriched_editions e
 WHERE e.isbn > $2 AND e.key_version <> $1::int
 ORDER BY e.isbn
 LIMIT $3::int
