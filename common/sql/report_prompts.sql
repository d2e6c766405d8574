-- What months gave by the prompt that they were asked with.
--   $1 first and $2 last, as year * 12 + month
--   columns: prompt_variant books_asked months completed books_generated isbns_resolved resolution_rate
SELECT l.prompt_variant, l.batch_size AS books_asked, count(*) AS months,
       count(*) FILTER (WHERE l.status = 'completed') AS completed, sum(l.books_generated) AS books_generated,
       sum(l.isbns_resolved) AS isbns_resolved,
       round(100.0 * sum(l.isbns_resolved) / nullif(sum(l.books_generated), 0), 2) AS resolution_rate
  FROM backfill_log l
 WHERE l.year * 12 + l.month BETWEEN $1::int AND $2::int AND l.prompt_variant IS NOT NULL
 GROUP BY l.prompt_variant, l.batch_size
 ORDER BY count(*) DESC, l.prompt_variant, l.batch_size
