-- Write folded editions. Only rows that differ are written, so that updated_at is the time of the last change;
-- each has a row in the log, which names the sources that have said something since it was written last. Under
-- edition_lock, which keeps the former row as it is read here. Where it belongs is written with a new row; of others
-- work_place writes it. An ISBN that waited for what was withdrawn, or that was not found, and has an edition now, is
-- enriched; of those that a consumer has taken it says so itself.
--   $1 rows of enriched_editions (JSON)  $2 source that was asked, or "fold"  $3 operation
--   $4 tell each change as an event
--   columns: isbn is_new fields
--   changes: enriched_editions enrichment enrichment_log enrichment_state outbox
WITH folded AS MATERIALIZED (
    SELECT * FROM json_populate_recordset(NULL::enriched_editions, $1::json)
), written AS (
    INSERT INTO enriched_editions AS e
         (isbn, alternate_isbns, edition_key, title, subtitle, series, series_number, authors, publisher, publication_date,
          publication_precision, publication_date_source, page_count, format, binding, language, languages,
          edition_description, description_source, subjects, dewey_decimal, cover_url_large, cover_url_medium,
          cover_url_small, cover_url_original, cover_source, openlibrary_edition_id, openlibrary_work_ids,
          amazon_asins, google_books_volume_ids, librarything_ids, goodreads_edition_ids, oclc_numbers, lccns,
          first_publication_date, primary_provider, contributors, completeness_score, metadata, rules_version,
          fine_key, block_key, work_key, work_match_confidence, work_match_source, work_match_at, key_version)
    SELECT isbn, alternate_isbns, edition_key, title, subtitle, series, series_number, authors, publisher, publication_date,
           publication_precision, publication_date_source, page_count, format, binding, language, languages,
           edition_description, description_source, subjects, dewey_decimal, cover_url_large, cover_url_medium,
           cover_url_small, cover_url_original, cover_source, openlibrary_edition_id, openlibrary_work_ids,
           amazon_asins, google_books_volume_ids, librarything_ids, goodreads_edition_ids, oclc_numbers, lccns,
           first_publication_date, primary_provider, contributors, completeness_score, metadata, rules_version,
           fine_key, block_key, work_key, work_match_confidence, work_match_source, clock_timestamp(), key_version
      FROM folded ORDER BY isbn
        ON CONFLICT (isbn) DO UPDATE
       SET alternate_isbns = excluded.alternate_isbns, edition_key = excluded.edition_key, title = excluded.title, subtitle =
           excluded.subtitle, series = excluded.series, series_number = excluded.series_number, authors =
           excluded.authors, publisher = excluded.publisher, publication_date = excluded.publication_date,
           publication_precision = excluded.publication_precision, publication_date_source =
           excluded.publication_date_source, page_count = excluded.page_count, format = excluded.format, binding =
           excluded.binding, language = excluded.language, languages = excluded.languages, edition_description =
           excluded.edition_description, description_source = excluded.description_source, subjects =
           excluded.subjects, dewey_decimal = excluded.dewey_decimal, cover_url_large = excluded.cover_url_large,
           cover_url_medium = excluded.cover_url_medium, cover_url_small = excluded.cover_url_small,
           cover_url_original = excluded.cover_url_original, cover_source = excluded.cover_source,
           openlibrary_edition_id = excluded.openlibrary_edition_id, openlibrary_work_ids =
           excluded.openlibrary_work_ids, amazon_asins = excluded.amazon_asins, google_books_volume_ids =
           excluded.google_books_volume_ids, librarything_ids = excluded.librarything_ids, goodreads_edition_ids =
           excluded.goodreads_edition_ids, oclc_numbers = excluded.oclc_numbers, lccns = excluded.lccns,
           first_publication_date = excluded.first_publication_date, primary_provider = excluded.primary_provider,
           contributors = excluded.contributors, completeness_score = excluded.completeness_score, metadata =
           excluded.metadata, rules_version = excluded.rules_version, updated_at = clock_timestamp()
     WHERE (e.alternate_isbns, e.edition_key, e.title, e.subtitle, e.series, e.series_number, e.authors, e.publisher,
           e.publication_date, e.publication_precision, e.publication_date_source, e.page_count, e.format, e.binding,
           e.language, e.languages, e.edition_description, e.description_source, e.subjects, e.dewey_decimal,
           e.cover_url_large, e.cover_url_medium, e.cover_url_small, e.cover_url_original, e.cover_source,
           e.openlibrary_edition_id, e.openlibrary_work_ids, e.amazon_asins, e.google_books_volume_ids,
           e.librarything_ids, e.goodreads_edition_ids, e.oclc_numbers, e.lccns, e.first_publication_date,
           e.primary_provider, e.contributors, e.completeness_score, e.metadata)
           IS DISTINCT FROM
           (excluded.alternate_isbns, excluded.edition_key, excluded.title, excluded.subtitle, excluded.series,
           excluded.series_number, excluded.authors, excluded.publisher, excluded.publication_date,
           excluded.publication_precision, excluded.publication_date_source, excluded.page_count, excluded.format,
           excluded.binding, excluded.language, excluded.languages, excluded.edition_description,
           excluded.description_source, excluded.subjects, excluded.dewey_decimal, excluded.cover_url_large,
           excluded.cover_url_medium, excluded.cover_url_small, excluded.cover_url_original, excluded.cover_source,
           excluded.openlibrary_edition_id, excluded.openlibrary_work_ids, excluded.amazon_asins,
           excluded.google_books_volume_ids, excluded.librarything_ids, excluded.goodreads_edition_ids,
           excluded.oclc_numbers, excluded.lccns, excluded.first_publication_date, excluded.primary_provider,
           excluded.contributors, excluded.completeness_score, excluded.metadata)
    RETURNING e.isbn, e.completeness_score AS score, e.xmax = 0 AS is_new, CASE WHEN e.xmax <> 0 THEN to_jsonb(e) END AS row
), changed AS ( -- of a new row nothing is read again
    SELECT w.isbn, w.is_new, w.score, d.score_before, coalesce(d.fields, '{}') AS fields,
           (SELECT string_agg(DISTINCT c.source, ',' ORDER BY c.source) FROM edition_claim c
             WHERE c.isbn13 = w.isbn AND (w.is_new OR c.seen_at > d.updated_at)) AS said
      FROM written w
      LEFT JOIN LATERAL (
           SELECT former.completeness_score AS score_before, former.updated_at,
                  (SELECT array_agg(n.key ORDER BY n.key)
                     FROM jsonb_each(w.row) n
                    WHERE n.value IS DISTINCT FROM to_jsonb(former) -> n.key
                      AND n.key NOT IN ('isbn13', 'edition_id', 'work_key', 'fine_key', 'block_key', 'related_isbns', 'source', 'isbndb_quality',
                                        'work_match_confidence', 'work_match_source', 'work_match_at', 'rules_version', 'key_version',
                                        'created_at', 'enriched_at', 'updated_at', 'last_isbndb_sync', 'last_google_books_sync')) AS fields
             FROM enriched_editions former
            WHERE former.isbn = w.isbn AND NOT w.is_new) d ON true
), logged AS (
    INSERT INTO enrichment_log (entity_key, provider, operation, success, fields_updated)
    SELECT isbn, coalesce(CASE WHEN $3 = 'enrich' THEN said END, $2), $3, true, fields FROM changed
), told AS (
    INSERT INTO outbox_message
    SELECT 'enriched', 'backfill.enriched.v1', gen_random_uuid()::text, NULL::text, 'application/json', '{}'::jsonb,
           convert_to(json_build_object('isbn13', c.isbn, 'change', CASE WHEN c.is_new THEN 'new' ELSE 'changed' END, 'fields', to_json(c.fields),
                                        'completeness_before', c.score_before, 'completeness', c.score)::text, 'UTF8'),
           NULL::smallint, NULL::smallint, NULL::uuid, clock_timestamp()
      FROM changed c
     WHERE $4::boolean
     ORDER BY c.isbn
), back AS (
    SELECT s.isbn FROM enrichment_state s JOIN changed c ON c.isbn = s.isbn
     WHERE $3 <> 'enrich' AND c.is_new AND (s.status = 'not_found' OR s.status = 'waiting' AND s.reason = 'withdrawn')
     ORDER BY s.isbn
       FOR NO KEY UPDATE OF s
), settled AS (
    UPDATE enrichment_state s
       SET status = 'enriched', reason = NULL, due_at = NULL, error_class = NULL, error_message = NULL, waits_for = NULL,
           settled_at = coalesce(s.settled_at, clock_timestamp())
      FROM back b
     WHERE s.isbn = b.isbn
    RETURNING s.isbn
), handed AS (
    SELECT e.isbn13 FROM enrichment e JOIN settled t ON t.isbn = e.isbn13
     WHERE e.enriched_at IS NULL
     ORDER BY e.isbn13
       FOR NO KEY UPDATE OF e
), marked AS (
    UPDATE enrichment e SET enriched_at = clock_timestamp() FROM handed h WHERE e.isbn13 = h.isbn13
)
SELECT isbn, is_new, array_to_string(fields, ', ') AS fields FROM changed ORDER BY isbn
