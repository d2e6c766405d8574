-- How many editions of the catalogue stand behind an ISBN.
--   $1 the ISBN
--   columns: editions
SELECT count(*) AS editions FROM catalog_edition WHERE isbn13 > $1
