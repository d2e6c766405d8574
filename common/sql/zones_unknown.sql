-- Which of these time zones does the server not know? NULL: it knows all.
--   $1 names (array)
--   columns: names
SELECT string_agg(z.name, ', ' ORDER BY z.name) AS names
  FROM unnest($1::text[]) AS z (name)
 WHERE NOT EXISTS (SELECT FROM pg_timezone_names t WHERE lower(t.name) = lower(z.name))
