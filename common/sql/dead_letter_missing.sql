-- Which of some letters the archive does not hold.
--   $1 letters (array)
--   columns: letters
SELECT string_agg(n::text, ', ' ORDER BY n) AS letters
  FROM (SELECT DISTINCT n FROM unnest($1::bigint[]) n
         WHERE NOT EXISTS (SELECT FROM dead_letter d WHERE d.id = n)
         ORDER BY n LIMIT 20) m
