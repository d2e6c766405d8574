-- The ISBNs that one of two generations of a month has: those that both have are counted only.
--   $1 year  $2 month  $3 generation that stands  $4 new generation
--   columns: is_new isbn13 title authors same
WITH book AS (
    SELECT DISTINCT ON (b.generation, b.isbn13) b.generation, b.isbn13, b.title, b.authors, b.position
      FROM backfill_book b
     WHERE b.year = $1 AND b.month = $2 AND b.generation IN ($3::int, $4::int) AND b.isbn13 IS NOT NULL
     ORDER BY b.generation, b.isbn13, b.position
), told AS (
    SELECT b.*, count(*) OVER (PARTITION BY b.isbn13) > 1 AS in_both FROM book b
)
SELECT t.generation = $4::int AS is_new, t.isbn13, t.title, t.authors, s.same
  FROM (SELECT count(*) FILTER (WHERE in_both) / 2 AS same FROM told) s
  LEFT JOIN told t ON NOT t.in_both
 ORDER BY t.generation, t.position
