-- Bring the staged works of a dump in: of one key the newest state, and no value is replaced by
-- nothing. Rows that are as they were are not touched.
--   columns: rows_new rows_changed
--   changes: openlibrary_work
WITH incoming AS (
    SELECT DISTINCT ON (key) * FROM dump_stage_work ORDER BY key, modified DESC
), chosen AS (
    SELECT i.key, coalesce(n.title, l.title) AS title, coalesce(n.first_published, l.first_published) AS first_published,
           coalesce(nullif(n.subjects, '{}'), l.subjects, '{}') AS subjects,
           coalesce(n.description, l.description) AS description,
           coalesce(nullif(n.author_keys, '{}'), l.author_keys, '{}') AS author_keys, n.modified, o
      FROM incoming i
      LEFT JOIN openlibrary_work o ON o.key = i.key
     CROSS JOIN LATERAL (
           SELECT i.title, i.first_published, i.subjects, i.description, i.author_keys, i.modified
            WHERE o.key IS NULL OR i.modified >= o.modified
            UNION ALL
           SELECT o.title, o.first_published, o.subjects, o.description, o.author_keys, o.modified
            WHERE i.modified < o.modified) AS n
      LEFT JOIN LATERAL (
           SELECT o.title, o.first_published, o.subjects, o.description, o.author_keys
            WHERE i.modified >= o.modified
            UNION ALL
           SELECT i.title, i.first_published, i.subjects, i.description, i.author_keys
            WHERE i.modified < o.modified) AS l ON true
), merged AS (
    INSERT INTO openlibrary_work AS w (key, title, first_published, subjects, description, author_keys, modified)
    SELECT key, title, first_published, subjects, description, author_keys, modified
      FROM chosen
     WHERE ((o).title, (o).first_published, (o).subjects, (o).description, (o).author_keys, (o).modified)
           IS DISTINCT FROM (title, first_published, subjects, description, author_keys, modified)
     ORDER BY key
        ON CONFLICT (key) DO UPDATE
       SET (title, first_published, subjects, description, author_keys, modified) =
           (excluded.title, excluded.first_published, excluded.subjects, excluded.description, excluded.author_keys, excluded.modified)
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS rows_new, count(*) FILTER (WHERE NOT is_new) AS rows_changed
  FROM merged
