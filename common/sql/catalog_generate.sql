-- The notable books of a month as one JSON document, best known first.
--   $1 year  $2 month  $3 at most so many
--   columns: answer
SELECT json_build_object('books', coalesce(json_agg(json_build_object(
           'title', n.title,
           'author', nullif(n.authors, ''),
           'publisher', n.publisher,
           'publication_year', coalesce(left(n.first_published, 4)::integer, n.year))
           ORDER BY n.position), '[]'))::text AS answer
  FROM (SELECT *, row_number() OVER (ORDER BY ratings DESC NULLS LAST, title, authors) AS position
          FROM catalog_notable
         WHERE year = $1 AND month = $2
         ORDER BY position
         LIMIT $3) AS n
