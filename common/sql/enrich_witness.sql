-- An ISBN that a source has known, and that is none of these: whoever is asked for it too, and does not know it, is in
-- trouble.
--   $1 source  $2 isbn13 (array)
--   columns: isbn13
SELECT c.isbn13 FROM edition_claim c
 WHERE c.source = $1 AND c.isbn13 <> ALL ($2::text[])
   AND NOT EXISTS (SELECT FROM edition_lookup l WHERE l.isbn13 = c.isbn13 AND l.source = $1 AND l.outcome <> 'found')
 ORDER BY c.isbn13
 LIMIT 1
