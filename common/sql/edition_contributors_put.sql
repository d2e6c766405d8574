-- Write who made editions. Rows that are the same stay.
--   $1 isbn13 of all editions (array)
--   arrays, one element a person: $2 isbn13  $3 position  $4 name  $5 role  $6 key of the author, NULL: no person's
--   $7 key of the name
--   changes: edition_contributors
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest($2::text[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[])
                  AS w (isbn, position, name, role, author_key, name_key)
), gone AS (
    DELETE FROM edition_contributors c
     WHERE c.isbn = ANY ($1::text[])
       AND (c.isbn, c.position) NOT IN (SELECT w.isbn, w.position FROM wanted w) -- hashed, and never NULL
)
INSERT INTO edition_contributors AS c (isbn, position, name, role, author_key, name_key)
SELECT isbn, position, name, role, author_key, name_key FROM wanted
    ON CONFLICT (isbn, position) DO UPDATE
   SET name = excluded.name, role = excluded.role, author_key = excluded.author_key, name_key = excluded.name_key
 WHERE (c.name, c.role, c.author_key, c.name_key) IS DISTINCT FROM (excluded.name, excluded.role, excluded.author_key, excluded.name_key)
