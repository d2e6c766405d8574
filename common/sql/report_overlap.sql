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
), total AS ( -- as in report_quality.sql
    SELECT t.year, t.month, t.generation, t.named_by, cardinality(t.handed) AS handed, t.again
      FROM book_total t
     WHERE (t.year, t.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
     UNION ALL
    SELECT t.year, t.month, t.generation, t.named_by, cardinality(t.handed) AS handed, t.again
      FROM (SELECT DISTINCT a.year, a.month, a.generation FROM answer a) g
     CROSS JOIN LATERAL book_total_of(g.year, g.month, g.generation) t
     WHERE NOT EXISTS (SELECT FROM book_total k WHERE k.year = g.year AND k.month = g.month AND k.generation = g.generation)
), asked AS MATERIALIZED (
    SELECT x.year, x.month, x.generation, x.provider AS first, y.provider AS second
      FROM answer x
      JOIN answer y ON y.year = x.year AND y.month = x.month AND y.provider > x.provider
), handed AS ( -- ISBNs of one book of the month
    SELECT q.year, q.month, q.first, q.second, sum(t.handed) FILTER (WHERE q.first = ANY (t.named_by)) AS first_found,
           sum(t.handed) FILTER (WHERE q.second = ANY (t.named_by)) AS second_found,
           sum(t.handed) FILTER (WHERE q.first = ANY (t.named_by) AND q.second = ANY (t.named_by)) AS both_found
      FROM asked q
      LEFT JOIN total t USING (year, month, generation)
     GROUP BY q.year, q.month, q.first, q.second
), again AS ( -- an ISBN of two books of a month counts once, for whoever named one of them
    SELECT i.year, i.month, i.first, i.second, count(*) FILTER (WHERE i.by_first) AS first_found, count(*) FILTER (WHERE i.by_second) AS second_found,
           count(*) FILTER (WHERE i.by_first AND i.by_second) AS both_found
      FROM (SELECT q.year, q.month, q.first, q.second, bool_or(q.first = ANY (t.named_by)) AS by_first, bool_or(q.second = ANY (t.named_by)) AS by_second
              FROM asked q
              JOIN total t USING (year, month, generation)
             CROSS JOIN unnest(t.again) AS g (isbn13)
             WHERE t.again <> '{}'
             GROUP BY q.year, q.month, q.first, q.second, g.isbn13) i
     GROUP BY i.year, i.month, i.first, i.second
), pair AS (
    SELECT h.year, h.month, h.first, h.second, coalesce(h.first_found, 0) + coalesce(a.first_found, 0) AS first_found,
           coalesce(h.second_found, 0) + coalesce(a.second_found, 0) AS second_found, coalesce(h.both_found, 0) + coalesce(a.both_found, 0) AS both_found
      FROM handed h
      LEFT JOIN again a USING (year, month, first, second)
)
SELECT p.year || '-' || lpad(p.month::text, 2, '0') AS month, p.first AS first_generator, p.second AS second_generator,
       count(*) AS months, sum(p.first_found)::bigint AS first_found, sum(p.second_found)::bigint AS second_found,
       sum(p.both_found)::bigint AS both_found
  FROM pair p
 GROUP BY GROUPING SETS ((p.first, p.second, p.year, p.month), (p.first, p.second))
 ORDER BY p.first, p.second, p.year NULLS LAST, p.month
