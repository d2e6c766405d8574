-- The other editions of blocks. Under work_lock.
--   $1 block keys (array)  $2 isbn13 of those that are known already (array)
--   columns: isbn fine_key block_key work_key title subtitle series series_number authors language works isbns
SELECT e.isbn, e.fine_key, e.block_key, e.work_key, e.title, e.subtitle, e.series, e.series_number, e.authors, e.language,
       array_to_string(e.openlibrary_work_ids, E'\t') AS works, array_to_string(e.alternate_isbns, E'\t') AS isbns
  FROM enriched_editions e
 WHERE e.block_key = ANY ($1::text[]) AND e.isbn <> ALL ($2::text[])
 ORDER BY e.isbn
