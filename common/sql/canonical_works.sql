-- A page of the works with their authors and links to others, without times.
--   $1 key that this page begins behind  $2 at most so many
--   columns: key body
SELECT w.work_key AS key,
       (to_jsonb(w) - '{created_at,updated_at,last_isbndb_sync,last_google_books_sync}'::text[]
        || jsonb_build_object('authors', (SELECT jsonb_agg(jsonb_build_array(a.author_key, a.author_order, a.role) ORDER BY a.author_order, a.author_key COLLATE "C")
                                            FROM work_authors_enriched a WHERE a.work_key = w.work_key),
                              'links', (SELECT jsonb_agg(jsonb_build_array(l.kind, l.to_key, l.source) ORDER BY l.kind COLLATE "C", l.to_key COLLATE "C")
                                          FROM work_link l WHERE l.from_key = w.work_key)))::text AS body
  FROM (SELECT * FROM enriched_works t WHERE t.work_key > $1 ORDER BY t.work_key LIMIT $2::int) w
 ORDER BY w.work_key
