-- The editions of blocks or of a work, at most 1000.
--   $1 block keys (array)  $2 work key, or NULL
--   columns: isbn13 title authors language work_key by confidence
SELECT e.isbn AS isbn13, concat_ws(': ', e.title, e.subtitle) AS title, e.authors, e.language, e.work_key, e.work_match_source AS by,
       e.work_match_confidence AS confidence
  FROM enriched_editions e
 WHERE e.block_key = ANY ($1::text[]) OR e.work_key = $2
 ORDER BY e.isbn LIMIT 1000
