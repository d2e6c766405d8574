-- The books of a month's present generation.
--   $1 year  $2 month
--   columns: position title authors status isbn13 confidence resolver provider publisher
--   columns: publication_year matched_title evidence named_by named_by_words
SELECT b.position, b.title, b.authors, b.status, b.isbn13, nullif(b.confidence, 'not_found') AS confidence, b.resolver, b.provider, b.publisher,
       b.publication_year, b.matched_title, b.evidence,
       to_json(b.named_by) AS named_by, array_to_string(b.named_by, ', ') AS named_by_words
  FROM backfill_book b
  JOIN backfill_log l ON l.year = b.year AND l.month = b.month AND l.generation = b.generation
 WHERE b.year = $1 AND b.month = $2
 ORDER BY b.position
