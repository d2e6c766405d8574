-- What came of Open Library's dumps, and how far each is imported, the latest first: a row each, or one without
-- a file.
--   columns: authors works redirects editions kind file lines state
SELECT a.authors, a.works, a.redirects, a.editions, i.kind, i.file, i.lines,
       CASE WHEN i.finished_at IS NOT NULL THEN 'ended ' || to_char(i.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
            ELSE 'under way, or broken off at ' || to_char(i.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
                 || ': start it again' END AS state
  FROM (SELECT (SELECT count(*) FROM openlibrary_author) AS authors,
               (SELECT count(*) FROM openlibrary_work) AS works,
               (SELECT count(*) FROM openlibrary_redirect) AS redirects,
               (SELECT count(*) FROM catalog_edition WHERE openlibrary_key IS NOT NULL) AS editions) AS a
  LEFT JOIN openlibrary_import i ON true
 ORDER BY i.updated_at DESC
