-- How far the import of a dump is; no row: it was never begun, or it has ended.
--   $1 fingerprint
--   columns: bytes_done lines records rows_new rows_changed incomplete other bad
SELECT bytes_done, lines, records, rows_new, rows_changed, incomplete, other, bad
  FROM openlibrary_import
 WHERE fingerprint = $1 AND finished_at IS NULL
