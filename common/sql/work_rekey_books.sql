-- Write the keys of books of months anew, with the synthetic works that follow from them.
--   arrays, one element a book: $1 id  $2 its key, NULL: none  $3 version of keys
--   columns: changed
--   changes: backfill_book enriched_works work_alias work_book
SELECT work_rekey_books($1::bigint[], $2::text[], $3::int) AS changed
