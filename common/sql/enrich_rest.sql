-- A suspect whose turn it is not: it is announced again after a while.
--   $1 isbn13 (array)  $2 rest, ms
--   changes: enrichment_state
UPDATE enrichment_state SET due_at = clock_timestamp() + $2::bigint * interval '1 ms'
 WHERE isbn = ANY ($1::text[]) AND status IN ('waiting', 'not_found')
