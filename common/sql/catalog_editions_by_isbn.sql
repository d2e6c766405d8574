-- The editions of the catalogue with these ISBNs, with what Open Library's dumps say of their works.
--   $1 isbn13 (array)
--   columns: isbn13 title authors publisher published language binding pages
--   columns: first_published subjects description cover identifiers
SELECT e.isbn13, e.title, e.authors, e.publisher, e.published, e.language, e.binding, e.pages,
       w.first_published, CASE WHEN w.subjects <> '{}' THEN array_to_json(w.subjects)::text END AS subjects, w.description,
       CASE WHEN e.openlibrary_cover > 0 THEN json_build_object(
           'large', 'https://covers.openlibrary.org/b/id/' || e.openlibrary_cover || '-L.jpg')::text END AS cover,
       CASE WHEN e.openlibrary_key IS NOT NULL THEN json_build_object(
           'openlibrary_edition', e.openlibrary_key,
           'openlibrary_works', array_remove(ARRAY[e.openlibrary_work], NULL))::text END AS identifiers
  FROM catalog_edition e
  LEFT JOIN openlibrary_work w ON w.key = e.openlibrary_work
 WHERE e.isbn13 = ANY ($1::text[])
