-- How many editions have other keys than these.
--   $1 ISBNs  $2 main title keys  $3 surnames  $4 author keys: text[], of which each element is an array in the last two
--   columns: changed
SELECT count(*) AS changed
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS m (isbn13, title, surnames, author_keys)
  JOIN catalog_edition e USING (isbn13)
 WHERE (e.main_title_key, e.surnames, e.author_keys)
       IS DISTINCT FROM (m.title, m.surnames::text[], m.author_keys::text[])
