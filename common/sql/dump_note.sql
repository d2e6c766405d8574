-- Note how far the import of a dump is, in the transaction that brings its rows. No row is changed
-- where somebody else has gone on with the same file meanwhile.
--   $1 fingerprint  $2 bytes_done as it was  $3 bytes_done  $4 lines  $5 records  $6 rows_new
--   $7 rows_changed  $8 incomplete  $9 other  $10 bad  $11 it has ended
--   changes: openlibrary_import
UPDATE openlibrary_import
   SET bytes_done = $3::bigint, lines = $4::bigint, records = $5::bigint, rows_new = $6::bigint,
       rows_changed = $7::bigint, incomplete = $8::bigint, other = $9::bigint, bad = $10::bigint,
       updated_at = clock_timestamp(), finished_at = CASE WHEN $11::boolean THEN clock_timestamp() END
 WHERE fingerprint = $1 AND bytes_done = $2::bigint AND finished_at IS NULL
