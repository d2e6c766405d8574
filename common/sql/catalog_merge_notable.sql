-- Bring the staged notable books in: new ones, and those that changed; of a book that stands several
-- times in one month the last. Rows that are as they were are not touched.
-- What a row leaves empty stays as it was.
--   columns: rows_new rows_changed
--   changes: catalog_notable
WITH incoming AS (
    SELECT DISTINCT ON (year, month, title, authors) *
      FROM catalog_stage_notable
     ORDER BY year, month, title, authors, line DESC
), filled AS (
    SELECT old.year IS NULL AS is_new, i.year, i.month, i.title, i.authors,
           coalesce(i.publisher, old.publisher) AS publisher,
           CASE WHEN starts_with(old.first_published, i.first_published) THEN old.first_published
                ELSE coalesce(i.first_published, old.first_published) END AS first_published,
           coalesce(i.isbn13, old.isbn13) AS isbn13, coalesce(i.ratings, old.ratings) AS ratings,
           coalesce(i.format, old.format) AS format
      FROM incoming i
      LEFT JOIN catalog_notable old USING (year, month, title, authors)
), merged AS (
    INSERT INTO catalog_notable AS n
           (year, month, title, authors, publisher, first_published, isbn13, ratings, format)
    SELECT i.year, i.month, i.title, i.authors, i.publisher, i.first_published, i.isbn13,
           i.ratings, i.format
      FROM filled i
      LEFT JOIN catalog_notable old USING (year, month, title, authors)
     WHERE i.is_new
        OR (old.publisher, old.first_published, old.isbn13, old.ratings, old.format)
           IS DISTINCT FROM (i.publisher, i.first_published, i.isbn13, i.ratings, i.format)
     ORDER BY i.year, i.month, i.title, i.authors
        ON CONFLICT (year, month, title, authors) DO UPDATE
       SET (publisher, first_published, isbn13, ratings, format) =
           (excluded.publisher, excluded.first_published, excluded.isbn13, excluded.ratings,
            excluded.format)
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS rows_new, count(*) FILTER (WHERE NOT is_new) AS rows_changed
  FROM merged
