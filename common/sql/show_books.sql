-- The books of a month's present generation, and the work of each: that of its edition, or by its key.
--   $1 year  $2 month
--   columns: position title authors status isbn13 confidence resolver provider publisher
--   columns: publication_year matched_title evidence named_by named_by_words work_key synthetic
SELECT b.position, b.title, b.authors, b.status, b.isbn13, nullif(b.confidence, 'not_found') AS confidence, b.resolver, b.provider, b.publisher,
       b.publication_year, b.matched_title, b.evidence,
       to_json(b.named_by) AS named_by, array_to_string(b.named_by, ', ') AS named_by_words,
       w.work_key, w.synthetic
  FROM backfill_book b
  JOIN backfill_log l ON l.year = b.year AND l.month = b.month AND l.generation = b.generation
  LEFT JOIN enriched_editions e ON e.isbn = b.isbn13
  LEFT JOIN work_alias a ON a.alias_key = b.fine_key AND b.isbn13 IS NULL
  LEFT JOIN enriched_works w ON w.work_key = coalesce(e.work_key, a.work_key, CASE WHEN b.isbn13 IS NULL THEN b.fine_key END)
 WHERE b.year = $1 AND b.month = $2
 ORDER BY b.position
