-- A page of the ISBNs that were ever handed over, each once, with the book that was the first to have it.
--   $1 first and $2 last, as year * 12 + month  $3 ISBN that this page begins behind  $4 at most so many
--   columns: isbn13 month generation title authors resolver confidence message_id queued_at published_at
--   columns: enriched_at
SELECT e.isbn13, e.year || '-' || lpad(e.month::text, 2, '0') AS month, e.generation, b.title, b.authors, b.resolver,
       b.confidence, e.message_id,
       to_char(e.queued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS queued_at,
       to_char(e.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS published_at,
       to_char(e.enriched_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS enriched_at
  FROM (SELECT * FROM enrichment h
         WHERE h.isbn13 > $3 AND h.year * 12 + h.month BETWEEN $1::int AND $2::int
         ORDER BY h.isbn13
         LIMIT $4::int) e
  LEFT JOIN LATERAL (SELECT b.* FROM backfill_book b
                      WHERE b.year = e.year AND b.month = e.month AND b.generation = e.generation AND b.isbn13 = e.isbn13
                      ORDER BY b.position LIMIT 1) b ON true
 ORDER BY e.isbn13
