-- The authors' names of works, in the order of the work. Redirects of works and authors are followed;
-- what leads nowhere has no row.
--   $1 keys of works (array)
--   columns: asked found names
WITH asked AS MATERIALIZED (
    SELECT k.asked, w.key, w.author_keys
      FROM (SELECT DISTINCT ON (u.key COLLATE "C") u.key AS asked -- in their order, in which the index has them, too
              FROM unnest($1::text[]) AS u (key)
             ORDER BY u.key COLLATE "C"
            OFFSET 0) AS k
      LEFT JOIN openlibrary_work w ON w.key = k.asked
), work AS MATERIALIZED (
    SELECT asked, key, author_keys FROM asked WHERE key IS NOT NULL
     UNION ALL
    SELECT r.asked, r.key, r.author_keys
      FROM (SELECT DISTINCT ON (f.asked) f.asked, w.key, w.author_keys
              FROM openlibrary_follow((SELECT array_agg(asked) FROM asked WHERE key IS NULL)) f
              JOIN openlibrary_work w ON w.key = f.key
             ORDER BY f.asked, f.hops) AS r
), written AS MATERIALIZED (
    SELECT w.asked, n.position, n.key, a.name
      FROM work w
     CROSS JOIN LATERAL unnest(w.author_keys) WITH ORDINALITY AS n (key, position)
      LEFT JOIN openlibrary_author a ON a.key = n.key
), redirected AS MATERIALIZED (
    SELECT DISTINCT ON (f.asked) f.asked, a.name
      FROM openlibrary_follow((SELECT array_agg(key) FROM written WHERE name IS NULL)) f
      JOIN openlibrary_author a ON a.key = f.key
     ORDER BY f.asked, f.hops
), named AS (
    SELECT w.asked, string_agg(coalesce(w.name, r.name), ';' ORDER BY w.position) AS names
      FROM written w LEFT JOIN redirected r ON r.asked = w.key
     GROUP BY w.asked
)
SELECT w.asked, w.key AS found, n.names
  FROM work w LEFT JOIN named n USING (asked)
 ORDER BY w.asked COLLATE "C"
