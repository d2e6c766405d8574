-- A page of the editions as the fold makes them, with those who made them: without times, numbers and what a call cost.
--   $1 key that this page begins behind  $2 at most so many
--   columns: key body
SELECT e.isbn AS key,
       (to_jsonb(e) - '{isbn13,source,edition_id,created_at,enriched_at,updated_at,work_match_at,last_isbndb_sync,last_google_books_sync}'::text[]
        || jsonb_build_object('people', (SELECT jsonb_agg(jsonb_build_array(c.name, c.role, c.author_key) ORDER BY c.position)
                                           FROM edition_contributors c WHERE c.isbn = e.isbn)))::text AS body
  FROM (SELECT * FROM enriched_editions t WHERE t.isbn > $1 ORDER BY t.isbn LIMIT $2::int) e
 ORDER BY e.isbn
