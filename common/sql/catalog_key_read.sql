-- Editions whose keys are made anew, in the order of their ISBNs.
--   $1 behind this ISBN  $2 at most so many
--   columns: isbn13 title authors
SELECT isbn13, title, authors FROM catalog_edition WHERE isbn13 > $1 ORDER BY isbn13 LIMIT $2
