-- All claims of editions that count, and the day, which bounds dates of publication.
--   $1 isbn13 (array)
--   columns: isbn13 source field value seen_at_ms today
SELECT c.isbn13, c.source, c.field, c.value, (date_part('epoch', c.seen_at) * 1000)::bigint AS seen_at_ms,
       (SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD')) AS today
  FROM edition_claim c
 WHERE c.isbn13 = ANY ($1::text[]) AND c.source <> ALL (ARRAY(SELECT w.source FROM withdrawn_source w))
 ORDER BY c.isbn13, c.field, c.source
