-- What the dumps say of ISBNs that are handed over or being enriched, as claims of the source
-- "openlibrary_dump". Of rows that another file has brought only what that file did not: identifiers, cover,
-- and what the work says.
--   $1 behind this ISBN  $2 at most so many ISBNs
--   columns: last isbns claims
--   changes: edition_claim
WITH known AS (
    SELECT isbn13 FROM enrichment WHERE isbn13 > $1
     UNION
    SELECT isbn FROM enrichment_state WHERE isbn > $1 AND status <> 'invalid'
     ORDER BY 1
     LIMIT $2
), edition AS MATERIALIZED (
    SELECT e.*, e.openlibrary_rank > 0 AS of_dump
      FROM known k JOIN catalog_edition e ON e.isbn13 = k.isbn13
     WHERE e.openlibrary_key IS NOT NULL
), names AS (
    SELECT DISTINCT ON (e.isbn13, k.position) e.isbn13, k.position, a.key, a.name
      FROM edition e
      JOIN openlibrary_work w ON w.key = e.openlibrary_work
     CROSS JOIN LATERAL unnest(w.author_keys) WITH ORDINALITY AS k (key, position)
     CROSS JOIN LATERAL openlibrary_follow(ARRAY[k.key]) AS f
      JOIN openlibrary_author a ON a.key = f.key
     ORDER BY e.isbn13, k.position, f.hops
), authors AS (
    SELECT isbn13, jsonb_agg(jsonb_build_object('name', name, 'key', key) ORDER BY position)::text AS value
      FROM names GROUP BY isbn13
), said AS (
    SELECT e.isbn13, v.field, v.value
      FROM edition e
      LEFT JOIN openlibrary_work w ON w.key = e.openlibrary_work
      LEFT JOIN authors a ON a.isbn13 = e.isbn13
     CROSS JOIN LATERAL (VALUES
           ('title', CASE WHEN e.of_dump THEN e.title END),
           ('authors', coalesce(a.value, CASE WHEN e.of_dump THEN to_json(string_to_array(e.authors, ';'))::text END)),
           ('publisher', CASE WHEN e.of_dump THEN e.publisher END),
           ('published', CASE WHEN e.of_dump THEN e.published END),
           ('languages', CASE WHEN e.of_dump AND e.language IS NOT NULL THEN json_build_array(e.language)::text END),
           ('pages', CASE WHEN e.of_dump THEN e.pages::text END),
           ('binding', CASE WHEN e.of_dump THEN e.binding END),
           ('cover', CASE WHEN e.openlibrary_cover > 0 THEN json_build_object(
               'large', 'https://covers.openlibrary.org/b/id/' || e.openlibrary_cover || '-L.jpg')::text END),
           ('identifiers', json_build_object('openlibrary_edition', e.openlibrary_key, 'openlibrary_works',
                                             array_remove(ARRAY[e.openlibrary_work], NULL))::text),
           ('first_published', w.first_published),
           ('subjects', CASE WHEN w.subjects <> '{}' THEN array_to_json(w.subjects)::text END),
           ('description', w.description)) AS v (field, value)
     WHERE v.value <> '' AND octet_length(v.value) <= 65536
), kept AS (
    INSERT INTO edition_claim AS c (isbn13, source, field, value)
    SELECT isbn13, 'openlibrary_dump', field, value
      FROM said
     ORDER BY isbn13, field
        ON CONFLICT (isbn13, source, field) DO UPDATE
       SET value = excluded.value, seen_at = clock_timestamp(), response_id = NULL
     WHERE c.value <> excluded.value
    RETURNING isbn13
)
SELECT (SELECT max(isbn13) FROM known) AS last, (SELECT count(*) FROM edition) AS isbns, (SELECT count(*) FROM kept) AS claims
