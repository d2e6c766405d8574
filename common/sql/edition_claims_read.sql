-- All claims of editions that count, and the day, which bounds dates of publication.
--   $1 isbn13 (array)
--   columns: isbn13 source field value seen_at_ms today
SELECT c.isbn13, c.source, c.field, c.value, (extract(epoch FROM c.seen_at) * 1000)::bigint AS seen_at_ms,
       to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS today
  FROM edition_claim c
 WHERE c.isbn13 = ANY ($1::text[])
   AND NOT EXISTS (SELECT FROM withdrawn_source w WHERE w.source = c.source)
 ORDER BY c.isbn13, c.field, c.source
