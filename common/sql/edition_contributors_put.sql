-- Write who made editions. Rows that are the same stay, with the author that they were given.
--   $1 isbn13 of all editions (array)
--   arrays, one element a person: $2 isbn13  $3 position  $4 name  $5 role
--   changes: edition_contributors
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest($2::text[], $3::smallint[], $4::text[], $5::text[]) AS w (isbn, position, name, role)
), gone AS (
    DELETE FROM edition_contributors c
     WHERE c.isbn = ANY ($1::text[])
       AND NOT EXISTS (SELECT FROM wanted w WHERE w.isbn = c.isbn AND w.position = c.position)
)
INSERT INTO edition_contributors AS c (isbn, position, name, role)
SELECT isbn, position, name, role FROM wanted
    ON CONFLICT (isbn, position) DO UPDATE SET name = excluded.name, role = excluded.role, author_key = NULL
 WHERE (c.name, c.role) IS DISTINCT FROM (excluded.name, excluded.role)
