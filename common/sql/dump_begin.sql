-- The import of a dump begins at its first byte. One that is under way stays as it is.
--   $1 fingerprint  $2 kind  $3 file
--   changes: openlibrary_import
INSERT INTO openlibrary_import AS i (fingerprint, kind, file)
VALUES ($1, $2, $3)
    ON CONFLICT (fingerprint) DO UPDATE
   SET (file, bytes_done, lines, records, rows_new, rows_changed, incomplete, other, bad, started_at, updated_at, finished_at) =
       (excluded.file, 0, 0, 0, 0, 0, 0, 0, 0, clock_timestamp(), clock_timestamp(), NULL)
 WHERE i.finished_at IS NOT NULL
