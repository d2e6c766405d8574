-- How far the lists of two generators overlap: in each month that both have answered, and in all these months
-- together (month is NULL). Only books with a verified ISBN count, because a title that was invented is no sample of the
-- books that there are; an ISBN counts once. Answers that were read before all generators of a book were kept are left
-- out, because their books may lack a name.
--   $1 first and $2 last, as year * 12 + month
--   columns: month first_generator second_generator months first_found second_found both_found
WITH answer AS MATERIALIZED (
    SELECT r.year, r.month, r.generation, r.provider
      FROM backfill_log l
      JOIN provider_response r ON r.year = l.year AND r.month = l.month AND r.generation = l.generation
     WHERE (l.year, l.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
       AND l.status = 'completed' AND r.outcome = 'answered' AND r.books_named IS NOT NULL
), pair AS ( -- an ISBN of two books of a month counts once, for whoever named one of them
    SELECT x.year, x.month, x.provider AS first, y.provider AS second, f.first_found, f.second_found, f.both_found
      FROM answer x
      JOIN answer y ON y.year = x.year AND y.month = x.month AND y.provider > x.provider,
           LATERAL (SELECT count(*) FILTER (WHERE i.by_first) AS first_found, count(*) FILTER (WHERE i.by_second) AS second_found,
                           count(*) FILTER (WHERE i.by_first AND i.by_second) AS both_found
                      FROM (SELECT bool_or(x.provider = ANY (b.named_by)) AS by_first, bool_or(y.provider = ANY (b.named_by)) AS by_second
                              FROM backfill_book b
                             WHERE b.year = x.year AND b.month = x.month AND b.generation = x.generation AND b.isbn13 IS NOT NULL
                             GROUP BY b.isbn13) i) f
)
SELECT p.year || '-' || lpad(p.month::text, 2, '0') AS month, p.first AS first_generator, p.second AS second_generator,
       count(*) AS months, sum(p.first_found)::bigint AS first_found, sum(p.second_found)::bigint AS second_found,
       sum(p.both_found)::bigint AS both_found
  FROM pair p
 GROUP BY GROUPING SETS ((p.first, p.second, p.year, p.month), (p.first, p.second))
 ORDER BY p.first, p.second, p.year NULLS LAST, p.month
