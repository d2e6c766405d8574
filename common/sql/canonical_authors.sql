-- A page of the authors with their links to others, without times.
--   $1 key that this page begins behind  $2 at most so many
--   columns: key body
SELECT a.author_key AS key,
       (to_jsonb(a) - '{created_at,updated_at,last_wikidata_sync}'::text[]
        || jsonb_build_object('links', (SELECT jsonb_agg(jsonb_build_array(l.kind, l.to_key, l.source) ORDER BY l.kind COLLATE "C", l.to_key COLLATE "C")
                                          FROM author_link l WHERE l.from_key = a.author_key)))::text AS body
  FROM (SELECT * FROM enriched_authors t WHERE t.author_key > $1 ORDER BY t.author_key LIMIT $2::int) a
 ORDER BY a.author_key
