-- Keep what a source says of editions. The newest value counts, the same value changes nothing, and what is
-- not said any more stays. Of two values in one answer the first counts.
--   $1 source  $2 response_id, NULL: no call brought it
--   arrays, one element a claim: $3 isbn13  $4 field  $5 value
--   changes: edition_claim
INSERT INTO edition_claim AS c (isbn13, source, field, value, response_id)
SELECT DISTINCT ON (s.isbn13, s.field) s.isbn13, $1, s.field, s.value, $2::bigint
  FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS s (isbn13, field, value, n)
 ORDER BY s.isbn13, s.field, s.n
    ON CONFLICT (isbn13, source, field) DO UPDATE
   SET value = excluded.value, seen_at = clock_timestamp(), response_id = excluded.response_id
 WHERE c.value <> excluded.value
