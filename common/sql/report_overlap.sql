-- How far the lists of two generators overlap: in each month that both have answered, and in all these months
-- together (month is NULL). Only books with a verified ISBN count, because a title that was invented is no sample of the
-- books that there are; an ISBN counts once. Answers that were read before all generators of a book were kept are left
-- out, because their books may lack a name.
--   $1 first and $2 last, as year * 12 + month
--   columns: month first_generator second_generator months first_found second_found both_found
WITH answer AS (
    SELECT r.year, r.month, r.generation, r.provider
      FROM backfill_log l
      JOIN provider_response r ON r.year = l.year AND r.month = l.month AND r.generation = l.generation
     WHERE l.year * 12 + l.month BETWEEN $1::int AND $2::int
       AND l.status = 'completed' AND r.outcome = 'answered' AND r.books_named IS NOT NULL
), found AS (
    SELECT DISTINCT a.year, a.month, a.provider, b.isbn13
      FROM answer a
      JOIN backfill_book b ON b.year = a.year AND b.month = a.month AND b.generation = a.generation
                              AND b.isbn13 IS NOT NULL AND a.provider = ANY (b.named_by)
), counted AS (
    SELECT a.year, a.month, a.provider, count(f.isbn13) AS found
      FROM answer a LEFT JOIN found f USING (year, month, provider)
     GROUP BY a.year, a.month, a.provider
), shared AS (
    SELECT x.year, x.month, x.provider AS first, y.provider AS second, count(*) AS found
      FROM found x JOIN found y ON y.year = x.year AND y.month = x.month AND y.isbn13 = x.isbn13 AND y.provider > x.provider
     GROUP BY x.year, x.month, x.provider, y.provider
), pair AS (
    SELECT x.year, x.month, x.provider AS first, y.provider AS second, x.found AS first_found, y.found AS second_found,
           coalesce(s.found, 0) AS both_found
      FROM counted x
      JOIN counted y ON y.year = x.year AND y.month = x.month AND y.provider > x.provider
      LEFT JOIN shared s ON s.year = x.year AND s.month = x.month AND s.first = x.provider AND s.second = y.provider
)
SELECT p.year || '-' || lpad(p.month::text, 2, '0') AS month, p.first AS first_generator, p.second AS second_generator,
       count(*) AS months, sum(p.first_found)::bigint AS first_found, sum(p.second_found)::bigint AS second_found,
       sum(p.both_found)::bigint AS both_found
  FROM pair p
 GROUP BY GROUPING SETS ((p.first, p.second, p.year, p.month), (p.first, p.second))
 ORDER BY p.first, p.second, p.year NULLS LAST, p.month
