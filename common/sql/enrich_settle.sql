-- What becomes of ISBNs that a worker has taken, if they are still its own: enriched; not found, until it is time to
-- ask again; or waiting for a provider.
--   $1 claim_token
--   arrays, an ISBN each: $2 isbn13  $3 status  $4 reason  $5 due in so many ms; of one that waits 0: after a pause that grows
--   with each try; NULL: when a source may be asked again
--   $6 error class  $7 error message  $8 providers that it waits for (a comma list)
--   columns: settled
--   changes: enrichment enrichment_state
WITH said AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[])
               AS d (isbn13, status, reason, due_ms, error_class, error_message, waits_for)
), fence AS (
    SELECT s.isbn FROM enrichment_state s
     WHERE s.isbn = ANY ($2::text[]) AND s.claim_token = $1
     ORDER BY s.isbn
       FOR NO KEY UPDATE
), settled AS (
    UPDATE enrichment_state s
       SET status = d.status, owner = NULL, claim_token = NULL, claimed_at = NULL, crash_count = 0, reason = d.reason,
           due_at = CASE WHEN d.status = 'enriched' THEN NULL
                         WHEN d.due_ms = 0 THEN clock_timestamp() + least(60 * 2 ^ least(s.tries - 1, 10), 3600) * interval '1 s'
                         WHEN d.due_ms IS NOT NULL THEN clock_timestamp() + d.due_ms * interval '1 ms'
                         ELSE coalesce((SELECT min(l.again_at) FROM edition_lookup l WHERE l.isbn13 = d.isbn13),
                                       clock_timestamp() + interval '1 day') END,
           error_class = d.error_class, error_message = d.error_message, waits_for = string_to_array(d.waits_for, ','),
           settled_at = CASE WHEN d.status = 'waiting' THEN s.settled_at ELSE coalesce(s.settled_at, clock_timestamp()) END
      FROM said d
     WHERE s.isbn = d.isbn13 AND (d.isbn13 IN (SELECT isbn FROM fence)) IS TRUE -- hashed, and no join
    RETURNING s.isbn, s.status
), handed AS (
    SELECT e.isbn13 FROM enrichment e JOIN settled t ON t.isbn = e.isbn13
     WHERE t.status = 'enriched' AND e.enriched_at IS NULL
     ORDER BY e.isbn13
       FOR NO KEY UPDATE OF e
), marked AS (
    UPDATE enrichment e SET enriched_at = clock_timestamp() FROM handed h WHERE e.isbn13 = h.isbn13
)
SELECT count(*) AS settled FROM settled
