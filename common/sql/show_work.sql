-- A work. The authors of a synthetic one are in the words of the generator.
--   $1 work key
--   columns: work_key title subtitle authors first_publication_year original_language volume nature openlibrary_work_id synthetic completeness_score editions aliases primary_provider updated_at
SELECT w.work_key, w.title, w.subtitle,
       coalesce((SELECT string_agg(n.name, ';' ORDER BY a.author_order) FROM work_authors_enriched a JOIN enriched_authors n USING (author_key)
                  WHERE a.work_key = w.work_key), w.metadata ->> 'authors') AS authors,
       w.first_publication_year, w.original_language, w.volume, w.nature, w.openlibrary_work_id, w.synthetic, w.completeness_score,
       (SELECT count(*) FROM enriched_editions e WHERE e.work_key = w.work_key) AS editions,
       (SELECT string_agg(a.alias_key, E'\n' ORDER BY a.alias_key) FROM work_alias a WHERE a.work_key = w.work_key) AS aliases,
       w.primary_provider, to_char(w.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at
  FROM enriched_works w WHERE w.work_key = $1
