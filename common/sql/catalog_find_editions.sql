-- Candidate editions of several books. A main title that stands under the author's surname settles
-- a book; for the others, words and letters of the title under the surname are looked up too.
--   $1 books  integer[]   $2 years  integer[]: of first publication, or NULL
--   $3 main title keys  $4 surnames  $5 author keys: text[], of which each element is an array
WITH asked AS MATERIALIZED (
    SELECT a.book, a.year, a.titles::text[] AS titles, a.surnames::text[] AS surnames,
           a.author_keys::text[] AS author_keys
      FROM unnest($1::integer[], $2::integer[], $3::text[], $4::text[], $5::text[])
           AS a (book, year, titles, surnames, author_keys)
), titled AS MATERIALIZED (
    SELECT a.book, found.*
      FROM asked a
     CROSS JOIN LATERAL (
           SELECT e.isbn13, e.title, e.authors, e.publisher, e.published, e.language, e.binding,
                  e.surnames && a.surnames AS same_surname
             FROM catalog_edition e
            WHERE e.main_title_key = ANY (a.titles)
            ORDER BY same_surname DESC, coalesce(e.language, 'en') LIKE 'en%' DESC,
                     abs(e.published_year - a.year), e.isbn13
            LIMIT 40) AS found
), settled AS MATERIALIZED (
    SELECT DISTINCT book FROM titled WHERE same_surname
), keyed AS (
    SELECT a.book, found.*
      FROM asked a
     CROSS JOIN LATERAL (
           SELECT e.isbn13, e.title, e.authors, e.publisher, e.published, e.language, e.binding
             FROM catalog_edition e
            WHERE e.author_keys && a.author_keys
            ORDER BY (SELECT count(*) FROM unnest(e.author_keys) AS k WHERE k = ANY (a.author_keys)) DESC,
                     e.isbn13
            LIMIT 40) AS found
     WHERE a.book NOT IN (SELECT book FROM settled)
)
SELECT book, isbn13, title, authors, publisher, published, language, binding FROM keyed
UNION ALL
SELECT book, isbn13, title, authors, publisher, published, language, binding
  FROM titled
 WHERE same_surname OR book NOT IN (SELECT book FROM settled)
