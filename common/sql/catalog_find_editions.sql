-- Candidate editions of several books. A main title under the author's surname settles a book, unless it is
-- open: the title that is asked for says more than the main title, which may be another book's. For
-- the others, words and letters of the title under the surname are looked up, and then the main
-- title alone, as the surname may be misspelt. The limits bound what common names and titles cost;
-- they also keep the planner's estimate below the cost at which it would compile the statement.
--   $1 books  integer[]   $2 years  integer[]: of first publication, or NULL
--   $3 main title keys  $4 surnames  $5 author keys: text[], of which each element is an array
--   $6 open  boolean[]
--   columns: book isbn13 title authors publisher published language binding
WITH asked AS MATERIALIZED (
    SELECT a.book, a.year, a.titles::text[] AS titles, a.surnames::text[] AS surnames,
           a.author_keys::text[] AS author_keys, a.open
      FROM unnest($1::integer[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::boolean[])
           AS a (book, year, titles, surnames, author_keys, open)
), titled AS MATERIALIZED (
    SELECT a.book, found.*
      FROM asked a
     CROSS JOIN LATERAL (
           SELECT e.isbn13, e.title, e.authors, e.publisher, e.published, e.language, e.binding
             FROM catalog_edition e
            WHERE e.main_title_key = ANY (a.titles)
              AND e.surnames && a.surnames
            ORDER BY coalesce(e.language, 'en') LIKE 'en%' DESC, abs(e.published_year - a.year),
                     e.isbn13
            LIMIT 40) AS found
), unsettled AS MATERIALIZED (
    SELECT *, book NOT IN (SELECT book FROM titled) AS untitled
      FROM asked
     WHERE open OR book NOT IN (SELECT book FROM titled)
)
SELECT book, isbn13, title, authors, publisher, published, language, binding FROM titled
UNION ALL
SELECT u.book, found.*
  FROM unsettled u
 CROSS JOIN LATERAL (
       SELECT e.isbn13, e.title, e.authors, e.publisher, e.published, e.language, e.binding
         FROM (SELECT * FROM catalog_edition WHERE author_keys && u.author_keys LIMIT 400) AS e
        ORDER BY (SELECT count(*) FROM unnest(e.author_keys) AS k WHERE k = ANY (u.author_keys)) DESC,
                 e.isbn13
        LIMIT 40) AS found
UNION ALL
SELECT u.book, found.*
  FROM unsettled u
 CROSS JOIN LATERAL (
       SELECT e.isbn13, e.title, e.authors, e.publisher, e.published, e.language, e.binding
         FROM catalog_edition e
        WHERE e.main_title_key = ANY (u.titles)
          AND u.untitled
        ORDER BY abs(e.published_year - u.year), e.isbn13
        LIMIT 40) AS found
