-- A page of the works, with their authors, their editions and the keys that lead to them. The author of a synthetic one has
-- no key: it is in the words of the generator.
--   $1 key that this page begins behind  $2 at most so many
--   columns: work_key title subtitle description original_language first_publication_year subject_tags
--   columns: cover_url_large cover_url_medium cover_url_small cover_source openlibrary_work_id
--   columns: goodreads_work_ids amazon_asins librarything_ids google_books_volume_ids primary_provider
--   columns: contributors synthetic completeness_score volume nature rules_version key_version updated_at
--   columns: authors isbns aliases
SELECT w.work_key, w.title, w.subtitle, w.description, w.original_language, w.first_publication_year,
       to_json(w.subject_tags) AS subject_tags, w.cover_url_large, w.cover_url_medium, w.cover_url_small,
       w.cover_source, w.openlibrary_work_id, to_json(w.goodreads_work_ids) AS goodreads_work_ids,
       to_json(w.amazon_asins) AS amazon_asins, to_json(w.librarything_ids) AS librarything_ids,
       to_json(w.google_books_volume_ids) AS google_books_volume_ids, w.primary_provider,
       to_json(w.contributors) AS contributors, w.synthetic, w.completeness_score, w.volume, w.nature, w.rules_version,
       w.key_version, to_char(w.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at,
       (SELECT coalesce(json_agg(json_build_object('author_key', a.author_key, 'role', a.role) ORDER BY a.author_order, a.author_key),
                        (SELECT json_agg(json_build_object('author_key', NULL, 'role', 'author', 'name', trim(n.name)) ORDER BY n.place)
                           FROM string_to_table(w.metadata ->> 'authors', ';') WITH ORDINALITY AS n (name, place) WHERE w.synthetic), '[]')
          FROM work_authors_enriched a WHERE a.work_key = w.work_key) AS authors,
       (SELECT coalesce(json_agg(e.isbn ORDER BY e.isbn), '[]') FROM enriched_editions e WHERE e.work_key = w.work_key) AS isbns,
       (SELECT coalesce(json_agg(l.alias_key ORDER BY l.alias_key), '[]') FROM work_alias l WHERE l.work_key = w.work_key) AS aliases
  FROM (SELECT * FROM enriched_works t WHERE t.work_key > $1 ORDER BY t.work_key LIMIT $2::int) w
 ORDER BY w.work_key
