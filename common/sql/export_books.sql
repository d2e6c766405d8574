-- A page of the books of the generations that stand, in the order of months and positions.
--   $1 first and $2 last, as year * 12 + month  $3 only those without an ISBN
--   $4 year, $5 month and $6 position that this page begins behind  $7 at most so many
--   columns: year number position month month_status generation title authors publisher publication_year
--   columns: status isbn13 confidence resolver provider matched_title
SELECT b.year, b.month AS number, b.position, b.year || '-' || lpad(b.month::text, 2, '0') AS month, l.status AS month_status,
       b.generation, b.title, b.authors, b.publisher, b.publication_year, b.status, b.isbn13, b.confidence, b.resolver,
       b.provider, b.matched_title
  FROM backfill_log l
  JOIN backfill_book b ON b.year = l.year AND b.month = l.month
   AND b.generation = CASE WHEN l.compared IS NOT NULL AND l.status <> 'completed' THEN (l.compared ->> 'generation')::int
                           ELSE l.generation END
 WHERE l.year * 12 + l.month BETWEEN $1::int AND $2::int
   AND (l.year, l.month) >= ($4::smallint, $5::smallint)
   AND (b.year, b.month, b.position) > ($4::smallint, $5::smallint, $6::smallint)
   AND (NOT $3::boolean OR b.isbn13 IS NULL)
 ORDER BY b.year, b.month, b.position
 LIMIT $7::int
