-- Bring the staged editions of a dump in. Of several records with one ISBN the one of the highest
-- rank counts, of one record the newest state. The values of a row that another file has brought
-- stay, and a record only fills their gaps. Nothing replaces a value by no value where the two are
-- the same book, that is where main title or a surname agree. Rows that are as they were are not
-- touched. In the order of the key.
--   columns: rows_new rows_changed
--   changes: catalog_edition
WITH record AS (
    SELECT DISTINCT ON (isbn13 COLLATE "C") *
      FROM dump_stage_edition
     ORDER BY isbn13 COLLATE "C", openlibrary_rank DESC, openlibrary_key
), incoming AS MATERIALIZED (
    SELECT r.*, EXISTS (SELECT FROM catalog_edition o WHERE o.isbn13 = r.isbn13) AS is_there FROM record r
), added AS (
    INSERT INTO catalog_edition AS e
           (isbn13, title, authors, publisher, published, language, pages, binding, main_title_key, surnames, author_keys,
            openlibrary_key, openlibrary_work, openlibrary_cover, openlibrary_rank)
    SELECT i.isbn13, i.title, i.authors, i.publisher, i.published, i.language, i.pages, i.binding, i.main_title_key,
           i.surnames, i.author_keys, i.openlibrary_key, i.openlibrary_work, i.openlibrary_cover, i.openlibrary_rank
      FROM incoming i
     WHERE NOT i.is_there
     ORDER BY i.isbn13 COLLATE "C" -- as they stand
    RETURNING 1
), met AS (
    SELECT i.isbn13, coalesce(o.openlibrary_rank, -1) > 0 AS of_dump,
           i.openlibrary_key = o.openlibrary_key OR i.main_title_key = o.main_title_key OR i.surnames && o.surnames AS same_book,
           CASE WHEN o.openlibrary_key = i.openlibrary_key -- 48 bits of a rank are the time of the last change
                THEN i.openlibrary_rank & 281474976710655 >= abs(o.openlibrary_rank) & 281474976710655
                WHEN o.openlibrary_rank IS NULL THEN true
                ELSE (i.openlibrary_rank, o.openlibrary_key) > (abs(o.openlibrary_rank), i.openlibrary_key) END AS better
      FROM incoming i JOIN catalog_edition o ON o.isbn13 = i.isbn13
     WHERE i.is_there
), chosen AS (
    SELECT m.isbn13, w.title, coalesce(w.authors, l.authors) AS authors, coalesce(w.publisher, l.publisher) AS publisher,
           coalesce(w.published, l.published) AS published, coalesce(w.language, l.language) AS language,
           coalesce(w.pages, l.pages) AS pages, coalesce(w.binding, l.binding) AS binding, w.main_title_key,
           -- keys belong to the names that the row has
           CASE WHEN w.authors IS NULL AND l.authors IS NOT NULL THEN l.surnames ELSE w.surnames END AS surnames,
           CASE WHEN w.authors IS NULL AND l.authors IS NOT NULL THEN l.author_keys ELSE w.author_keys END AS author_keys,
           CASE WHEN m.better THEN i.openlibrary_key ELSE o.openlibrary_key END AS openlibrary_key,
           CASE WHEN m.better THEN coalesce(i.openlibrary_work, CASE WHEN m.same_book THEN o.openlibrary_work END)
                ELSE o.openlibrary_work END AS openlibrary_work,
           CASE WHEN m.better THEN coalesce(i.openlibrary_cover, CASE WHEN m.same_book THEN o.openlibrary_cover END)
                ELSE o.openlibrary_cover END AS openlibrary_cover,
           CASE WHEN NOT m.better THEN o.openlibrary_rank WHEN m.of_dump THEN i.openlibrary_rank
                ELSE -i.openlibrary_rank END AS openlibrary_rank
      FROM met m
      JOIN incoming i ON i.isbn13 = m.isbn13
      JOIN catalog_edition o ON o.isbn13 = m.isbn13
     CROSS JOIN LATERAL (
           SELECT i.title, i.authors, i.publisher, i.published, i.language, i.pages, i.binding, i.main_title_key, i.surnames,
                  i.author_keys
            WHERE m.of_dump AND m.better
            UNION ALL
           SELECT o.title, o.authors, o.publisher, o.published, o.language, o.pages, o.binding, o.main_title_key, o.surnames,
                  o.author_keys
            WHERE NOT (m.of_dump AND m.better)) AS w
      LEFT JOIN LATERAL (
           SELECT i.authors, i.publisher, i.published, i.language, i.pages, i.binding, i.surnames, i.author_keys
            WHERE m.same_book AND NOT (m.of_dump AND m.better)
            UNION ALL
           SELECT o.authors, o.publisher, o.published, o.language, o.pages, o.binding, o.surnames, o.author_keys
            WHERE m.same_book AND m.of_dump AND m.better) AS l ON true
     WHERE m.same_book OR m.of_dump AND m.better
), changed AS (
    UPDATE catalog_edition AS o
       SET (title, authors, publisher, published, language, pages, binding, main_title_key, surnames, author_keys,
            openlibrary_key, openlibrary_work, openlibrary_cover, openlibrary_rank) =
           (c.title, c.authors, c.publisher, c.published, c.language, c.pages, c.binding, c.main_title_key, c.surnames, c.author_keys,
            c.openlibrary_key, c.openlibrary_work, c.openlibrary_cover, c.openlibrary_rank)
      FROM chosen c
     WHERE o.isbn13 = c.isbn13
       AND (o.title, o.authors, o.publisher, o.published, o.language, o.pages, o.binding, o.main_title_key, o.surnames,
            o.author_keys, o.openlibrary_key, o.openlibrary_work, o.openlibrary_cover, o.openlibrary_rank)
           IS DISTINCT FROM
           (c.title, c.authors, c.publisher, c.published, c.language, c.pages, c.binding, c.main_title_key, c.surnames,
            c.author_keys, c.openlibrary_key, c.openlibrary_work, c.openlibrary_cover, c.openlibrary_rank)
    RETURNING 1
)
SELECT (SELECT count(*) FROM added) AS rows_new, (SELECT count(*) FROM changed) AS rows_changed
