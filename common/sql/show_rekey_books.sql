-- The next books of months whose keys are of another version, or all of one month.
--   $1 version of keys  $2 id that this page begins behind  $3 at most so many  $4 year and $5 month of all, or NULL
--   columns: id title authors
SELECT b.id, b.title, b.authors FROM backfill_book b
 WHERE b.id > $2::bigint AND $4::int IS NULL AND b.key_version <> $1::int
 UNION ALL
SELECT b.id, b.title, b.authors FROM backfill_book b
 WHERE b.id > $2::bigint AND b.year = $4::int AND b.month = $5::int
 ORDER BY id
 LIMIT $3::int
