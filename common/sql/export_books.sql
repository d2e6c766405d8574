-- A page of the books of the generations that stand: those of the next months, in the order of months and positions.
-- A month of which no book fits has one row without a position, so that the next page begins behind it.
--   $1 first and $2 last, as year * 12 + month  $3 only those without an ISBN
--   $4 year and $5 month that this page begins behind  $6 of at most so many months
--   columns: year number position month month_status generation title authors publisher publication_year
--   columns: status isbn13 confidence resolver provider named_by matched_title
WITH month AS MATERIALIZED (
    SELECT l.year, l.month, l.status,
           CASE WHEN l.compared IS NOT NULL AND l.status <> 'completed' THEN (l.compared ->> 'generation')::int
                ELSE l.generation END AS stands
      FROM backfill_log l
     WHERE l.year * 12 + l.month BETWEEN $1::int AND $2::int
       AND (l.year, l.month) > ($4::smallint, $5::smallint)
     ORDER BY l.year, l.month
     LIMIT $6::int
)
SELECT m.year, m.month AS number, b.position, m.year || '-' || lpad(m.month::text, 2, '0') AS month, m.status AS month_status,
       b.generation, b.title, b.authors, b.publisher, b.publication_year, b.status, b.isbn13, b.confidence, b.resolver,
       b.provider, to_json(b.named_by) AS named_by, b.matched_title
  FROM month m
  LEFT JOIN backfill_book b ON b.year = m.year AND b.month = m.month AND b.generation = m.stands
   AND (NOT $3::boolean OR b.isbn13 IS NULL)
 ORDER BY m.year, m.month, b.position
