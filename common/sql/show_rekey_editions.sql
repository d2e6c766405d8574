-- What the keys of editions and their works are made of: a page of all, or those that are named.
--   $1 isbn13 that this page begins behind  $2 only these (array), NULL: all  $3 at most so many
--   columns: isbn13 work_key title subtitle series series_number authors language works isbns author
SELECT e.isbn AS isbn13, e.work_key, e.title, e.subtitle, e.series, e.series_number, e.authors, e.language,
       array_to_string(e.openlibrary_work_ids, E'\t') AS works, array_to_string(e.alternate_isbns, E'\t') AS isbns,
       (SELECT c.name FROM edition_contributors c WHERE c.isbn = e.isbn AND c.author_key IS NOT NULL
         ORDER BY c.role <> 'author', c.position LIMIT 1) AS author
  FROM enriched_editions e
 WHERE e.isbn > $1 AND ($2::text[] IS NULL OR e.isbn = ANY ($2::text[]))
 ORDER BY e.isbn
 LIMIT $3::int
