-- A page of the editions, with those who made them; "contributors" are sources, as in the original.
--   $1 key that this page begins behind  $2 at most so many
--   columns: isbn title subtitle authors publisher publication_date publication_precision page_count format
--   columns: binding language languages series series_number edition_description subjects dewey_decimal
--   columns: cover_url_large cover_url_medium cover_url_small cover_url_original cover_source alternate_isbns
--   columns: edition_key openlibrary_edition_id openlibrary_work_ids amazon_asins google_books_volume_ids
--   columns: librarything_ids goodreads_edition_ids oclc_numbers lccns first_publication_date work_key
--   columns: primary_provider contributors completeness_score rules_version key_version enriched_at
--   columns: updated_at people
SELECT e.isbn, e.title, e.subtitle, e.authors, e.publisher, e.publication_date, e.publication_precision, e.page_count,
       e.format, e.binding, e.language, to_json(e.languages) AS languages, e.series, e.series_number,
       e.edition_description, to_json(e.subjects) AS subjects, to_json(e.dewey_decimal) AS dewey_decimal,
       e.cover_url_large, e.cover_url_medium, e.cover_url_small, e.cover_url_original, e.cover_source,
       to_json(e.alternate_isbns) AS alternate_isbns, e.edition_key, e.openlibrary_edition_id,
       to_json(e.openlibrary_work_ids) AS openlibrary_work_ids, to_json(e.amazon_asins) AS amazon_asins,
       to_json(e.google_books_volume_ids) AS google_books_volume_ids, to_json(e.librarything_ids) AS librarything_ids,
       to_json(e.goodreads_edition_ids) AS goodreads_edition_ids, to_json(e.oclc_numbers) AS oclc_numbers,
       to_json(e.lccns) AS lccns, e.first_publication_date, e.work_key, e.primary_provider,
       to_json(e.contributors) AS contributors, e.completeness_score, e.rules_version, e.key_version,
       to_char(e.enriched_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS enriched_at,
       to_char(e.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at,
       (SELECT coalesce(json_agg(json_build_object('name', c.name, 'role', c.role, 'author_key', c.author_key) ORDER BY c.position), '[]')
          FROM edition_contributors c WHERE c.isbn = e.isbn) AS people
  FROM (SELECT * FROM enriched_editions t WHERE t.isbn > $1 ORDER BY t.isbn LIMIT $2::int) e
 ORDER BY e.isbn
