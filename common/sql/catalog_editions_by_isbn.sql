-- The editions of the catalogue with these ISBNs.
--   $1 isbn13 (array)
--   columns: isbn13 title authors publisher published language binding pages
SELECT isbn13, title, authors, publisher, published, language, binding, pages
  FROM catalog_edition
 WHERE isbn13 = ANY ($1::text[])
