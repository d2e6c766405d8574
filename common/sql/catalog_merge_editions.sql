-- Bring the staged editions in: new ones, and those that changed; of an ISBN that stands several
-- times in the file the last. Rows that are as they were are not touched. In the order of the key,
-- so that two imports at once do not lock each other out for good.
-- What a row leaves empty stays as it was: a file that says less takes nothing away.
--   columns: rows_new rows_changed
--   changes: catalog_edition
WITH incoming AS (
    SELECT DISTINCT ON (isbn13) *
      FROM catalog_stage_edition
     ORDER BY isbn13, line DESC
), filled AS (
    SELECT old.isbn13 IS NULL AS is_new, i.isbn13, i.title, coalesce(i.authors, old.authors) AS authors,
           coalesce(i.publisher, old.publisher) AS publisher,
           CASE WHEN starts_with(old.published, i.published) THEN old.published
                ELSE coalesce(i.published, old.published) END AS published,
           coalesce(i.language, old.language) AS language, coalesce(i.pages, old.pages) AS pages,
           coalesce(i.binding, old.binding) AS binding, i.main_title_key,
           CASE WHEN i.authors IS NULL THEN coalesce(old.surnames, i.surnames) ELSE i.surnames END AS surnames,
           CASE WHEN i.authors IS NULL THEN coalesce(old.author_keys, i.author_keys) ELSE i.author_keys END AS author_keys
      FROM incoming i
      LEFT JOIN catalog_edition old USING (isbn13)
), merged AS (
    INSERT INTO catalog_edition AS e
           (isbn13, title, authors, publisher, published, language, pages, binding,
            main_title_key, surnames, author_keys)
    SELECT i.isbn13, i.title, i.authors, i.publisher, i.published, i.language, i.pages, i.binding,
           i.main_title_key, i.surnames, i.author_keys
      FROM filled i
      LEFT JOIN catalog_edition old USING (isbn13)
     WHERE i.is_new
        OR (old.title, old.authors, old.publisher, old.published, old.language, old.pages,
            old.binding, old.main_title_key, old.surnames, old.author_keys)
           IS DISTINCT FROM
           (i.title, i.authors, i.publisher, i.published, i.language, i.pages,
            i.binding, i.main_title_key, i.surnames, i.author_keys)
     ORDER BY i.isbn13
        ON CONFLICT (isbn13) DO UPDATE
       SET (title, authors, publisher, published, language, pages, binding, main_title_key,
            surnames, author_keys, openlibrary_rank) =
           (excluded.title, excluded.authors, excluded.publisher, excluded.published,
            excluded.language, excluded.pages, excluded.binding, excluded.main_title_key,
            excluded.surnames, excluded.author_keys, -abs(e.openlibrary_rank)) -- no dump's row any more
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS rows_new, count(*) FILTER (WHERE NOT is_new) AS rows_changed
  FROM merged
