-- The months that were never done and that no phase of a plan takes, as ranges.
--   arrays, a phase each: $1 first and $2 last, as year * 12 + month
--   columns: first last months
SELECT min(name) AS first, max(name) AS last, count(*) AS months
  FROM (SELECT l.year || '-' || lpad(l.month::text, 2, '0') AS name,
               l.year * 12 + l.month - row_number() OVER (ORDER BY l.year, l.month) AS run
          FROM backfill_log l
         WHERE l.status = 'pending' AND NOT l.held
           AND NOT EXISTS (SELECT FROM unnest($1::int[], $2::int[]) AS p (first, last)
                            WHERE l.year * 12 + l.month BETWEEN p.first AND p.last)) m
 GROUP BY run
 ORDER BY 1
