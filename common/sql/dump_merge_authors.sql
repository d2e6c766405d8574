-- Bring the staged authors of a dump in: of one key the newest state, and no value is replaced by
-- nothing. Rows that are as they were are not touched.
--   columns: rows_new rows_changed
--   changes: openlibrary_author
WITH incoming AS (
    SELECT DISTINCT ON (key) * FROM dump_stage_author ORDER BY key, modified DESC
), chosen AS (
    SELECT i.key, o,
           CASE WHEN i.modified < o.modified THEN o.name ELSE i.name END AS name,
           CASE WHEN i.modified < o.modified THEN coalesce(o.birth_date, i.birth_date)
                ELSE coalesce(i.birth_date, o.birth_date) END AS birth_date,
           CASE WHEN i.modified < o.modified THEN coalesce(o.death_date, i.death_date)
                ELSE coalesce(i.death_date, o.death_date) END AS death_date,
           greatest(i.modified, o.modified) AS modified
      FROM incoming i LEFT JOIN openlibrary_author o ON o.key = i.key
), merged AS (
    INSERT INTO openlibrary_author AS a (key, name, birth_date, death_date, modified)
    SELECT key, name, birth_date, death_date, modified
      FROM chosen
     WHERE ((o).name, (o).birth_date, (o).death_date, (o).modified) IS DISTINCT FROM (name, birth_date, death_date, modified)
     ORDER BY key
        ON CONFLICT (key) DO UPDATE
       SET (name, birth_date, death_date, modified) =
           (excluded.name, excluded.birth_date, excluded.death_date, excluded.modified)
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS rows_new, count(*) FILTER (WHERE NOT is_new) AS rows_changed
  FROM merged
