-- The names of authors. Redirects are followed; what leads nowhere has no row.
--   $1 keys of authors (array)
--   columns: asked names
WITH found AS (
    SELECT DISTINCT ON (f.asked) f.asked, a.name AS names
      FROM openlibrary_follow($1::text[]) f JOIN openlibrary_author a ON a.key = f.key
     ORDER BY f.asked, f.hops
)
SELECT asked, names FROM found ORDER BY asked COLLATE "C"
