-- Give editions these keys, where they have others, and note how far that has come. The lock of imports
-- is held, so that titles are still those of which the keys were made.
--   $1 ISBNs  $2 main title keys  $3 surnames  $4 author keys: text[], of which each element is an array in the last two
--   $5 the version of the keys  $6 the last ISBN, or NULL: no edition is left
--   columns: changed
--   changes: catalog_edition catalog_key
WITH changed AS (
    UPDATE catalog_edition e
       SET main_title_key = m.title, surnames = m.surnames::text[], author_keys = m.author_keys::text[]
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS m (isbn13, title, surnames, author_keys)
     WHERE e.isbn13 = m.isbn13
       AND (e.main_title_key, e.surnames, e.author_keys)
           IS DISTINCT FROM (m.title, m.surnames::text[], m.author_keys::text[])
    RETURNING 1
), noted AS (
    UPDATE catalog_key
       SET version = CASE WHEN $6::text IS NULL THEN $5::integer ELSE version END,
           rekeying = CASE WHEN $6::text IS NULL THEN NULL ELSE $5::integer END,
           position = coalesce($6::text, '')
)
SELECT count(*) AS changed FROM changed
