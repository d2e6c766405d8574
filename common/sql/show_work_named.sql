-- An edition of the work that a person names: by an ISBN, a key of an edition or a key that a work has had.
--   $1 isbn13, or NULL  $2 key  $3 block of the key
--   columns: isbn fine_key block_key work_key title
SELECT isbn, fine_key, block_key, work_key, title
  FROM (SELECT 1 AS rank, e.* FROM enriched_editions e WHERE e.isbn = $1
         UNION ALL
        SELECT 2, e.* FROM enriched_editions e WHERE e.block_key = $3 AND e.fine_key = $2
         UNION ALL
        SELECT 3, e.* FROM enriched_editions e WHERE e.work_key = $2
         UNION ALL
        SELECT 4, e.* FROM work_alias a JOIN enriched_editions e ON e.work_key = a.work_key WHERE a.alias_key = $2) named
 WHERE work_key IS NOT NULL
 ORDER BY rank, isbn LIMIT 1
