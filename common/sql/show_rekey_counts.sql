-- How many editions and books of months there are, and how many of them have keys of another version.
--   $1 version of keys
--   columns: editions editions_open books books_open
SELECT (SELECT count(*) FROM enriched_editions) AS editions, (SELECT count(*) FROM enriched_editions WHERE key_version <> $1::int) AS editions_open,
       (SELECT count(*) FROM backfill_book) AS books, (SELECT count(*) FROM backfill_book WHERE key_version <> $1::int) AS books_open
