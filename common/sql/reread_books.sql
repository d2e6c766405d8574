-- The books of a month's generation, and what is known of the edition that each was resolved to. What a resolver over
-- HTTP said of it are its claims, some of which may be JSON.
--   $1 year  $2 month  $3 generation
--   columns: position named_by title authors publisher publication_year significance isbn13 is_known edition_title edition_authors edition_publisher edition_published edition_language edition_binding
SELECT b.position, to_jsonb(b.named_by) AS named_by, b.title, b.authors, b.publisher, b.publication_year, b.significance,
       b.isbn13, e.isbn13 IS NOT NULL OR c.title IS NOT NULL AS is_known, b.matched_title AS edition_title,
       coalesce(e.authors, c.authors) AS edition_authors, coalesce(e.publisher, c.publisher) AS edition_publisher,
       coalesce(e.published, c.published) AS edition_published, coalesce(e.language, c.language) AS edition_language,
       coalesce(e.binding, c.binding) AS edition_binding
  FROM backfill_book b
  LEFT JOIN catalog_edition e ON b.resolver = 'catalog' AND e.isbn13 = b.isbn13
  LEFT JOIN LATERAL (SELECT max(k.value) FILTER (WHERE k.field = 'title') AS title,
                            max(k.value) FILTER (WHERE k.field = 'authors') AS authors,
                            max(k.value) FILTER (WHERE k.field = 'publisher') AS publisher,
                            max(k.value) FILTER (WHERE k.field = 'published') AS published,
                            max(k.value) FILTER (WHERE k.field = 'languages') AS language,
                            max(k.value) FILTER (WHERE k.field = 'binding') AS binding
                       FROM edition_claim k
                      WHERE k.isbn13 = b.isbn13 AND k.source = b.resolver) c ON true
 WHERE b.year = $1 AND b.month = $2 AND b.generation = $3::int
 ORDER BY b.position
