-- An edition of the work that a person names: by an ISBN, a key of an edition, a key that a work has had, or that of a book
-- of a month whose ISBN is known. Of a synthetic work, which has no edition, isbn is NULL.
--   $1 isbn13, or NULL  $2 key  $3 block of the key
--   columns: isbn fine_key block_key work_key title
SELECT isbn, fine_key, block_key, work_key, title
  FROM (SELECT 1 AS rank, e.isbn, e.fine_key, e.block_key, e.work_key, e.title FROM enriched_editions e WHERE e.isbn = $1
         UNION ALL
        SELECT 2, e.isbn, e.fine_key, e.block_key, e.work_key, e.title FROM enriched_editions e WHERE e.block_key = $3 AND e.fine_key = $2
         UNION ALL
        SELECT 3, e.isbn, e.fine_key, e.block_key, e.work_key, e.title FROM enriched_editions e WHERE e.work_key = $2
         UNION ALL
        SELECT 4, e.isbn, e.fine_key, e.block_key, e.work_key, e.title
          FROM work_alias a JOIN enriched_editions e ON e.work_key = a.work_key WHERE a.alias_key = $2
         UNION ALL
        SELECT 5, NULL, w.work_key, work_block(w.work_key), w.work_key, w.title FROM enriched_works w WHERE w.work_key = $2 AND w.synthetic
         UNION ALL
        SELECT 6, e.isbn, e.fine_key, e.block_key, e.work_key, e.title
          FROM work_book b JOIN enriched_editions e ON e.isbn = b.isbn13 WHERE b.fine_key = $2) named
 WHERE work_key IS NOT NULL
 ORDER BY rank, isbn LIMIT 1
