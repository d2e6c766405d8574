-- Where editions stand before they are folded anew: their blocks, their works, and the authors whom they have.
--   $1 isbn13 (array)
--   columns: isbn block_key work_key authors
SELECT e.isbn, e.block_key, e.work_key,
       (SELECT string_agg(c.author_key, E'\t' ORDER BY c.position) FROM edition_contributors c WHERE c.isbn = e.isbn) AS authors
  FROM enriched_editions e
 WHERE e.isbn = ANY ($1::text[])
 ORDER BY e.isbn
