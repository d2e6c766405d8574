-- Keep redirects of a dump: of one key the last.
--   $1 keys (array)  $2 locations (array)
--   changes: openlibrary_redirect
INSERT INTO openlibrary_redirect AS r (key, location)
SELECT DISTINCT ON (key) key, location
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (key, location, position)
 ORDER BY key, position DESC
    ON CONFLICT (key) DO UPDATE
   SET location = excluded.location
 WHERE r.location <> excluded.location
