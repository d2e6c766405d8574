-- A page of the authors, with their works.
--   $1 key that this page begins behind  $2 at most so many
--   columns: author_key name normalized_name gender nationality birth_year death_year bio bio_source
--   columns: author_photo_url openlibrary_author_id goodreads_author_ids librarything_ids google_books_ids
--   columns: wikidata_id viaf_id isni book_count primary_provider contributors key_version updated_at works
SELECT a.author_key, a.name, a.normalized_name, a.gender, a.nationality, a.birth_year, a.death_year, a.bio,
       a.bio_source, a.author_photo_url, a.openlibrary_author_id,
       to_json(a.goodreads_author_ids) AS goodreads_author_ids, to_json(a.librarything_ids) AS librarything_ids,
       to_json(a.google_books_ids) AS google_books_ids, a.wikidata_id, a.viaf_id, a.isni, a.book_count,
       a.primary_provider, to_json(a.contributors) AS contributors, a.key_version,
       to_char(a.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at,
       (SELECT coalesce(json_agg(w.work_key ORDER BY w.work_key), '[]') FROM work_authors_enriched w WHERE w.author_key = a.author_key) AS works
  FROM (SELECT * FROM enriched_authors t WHERE t.author_key > $1 ORDER BY t.author_key LIMIT $2::int) a
 ORDER BY a.author_key
