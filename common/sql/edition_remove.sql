-- Take editions away of which no source says a title any more. What they leave is in the log. Their ISBNs, which are not
-- enriched any more, wait: another source may have them, and what is withdrawn may come back. Nothing is settled of them by
-- then, so they do not count as not found.
--   $1 isbn13 (array)  $2 source that was asked, or "fold"
--   columns: isbn
--   changes: enriched_editions enrichment enrichment_log enrichment_state
WITH gone AS (
    DELETE FROM enriched_editions WHERE isbn = ANY ($1::text[]) RETURNING isbn
), logged AS (
    INSERT INTO enrichment_log (entity_key, provider, operation, success)
    SELECT isbn, $2, 'remove', true FROM gone
), settled AS (
    SELECT s.isbn FROM enrichment_state s JOIN gone g ON g.isbn = s.isbn
     WHERE s.status = 'enriched'
     ORDER BY s.isbn
       FOR NO KEY UPDATE OF s
), opened AS (
    UPDATE enrichment_state s
       SET status = 'waiting', reason = 'withdrawn', due_at = clock_timestamp(),
           announced_at = clock_timestamp() - interval '1 s', settled_at = NULL
      FROM settled t
     WHERE s.isbn = t.isbn
), handed AS (
    SELECT e.isbn13 FROM enrichment e JOIN gone g ON g.isbn = e.isbn13
     WHERE e.enriched_at IS NOT NULL
     ORDER BY e.isbn13
       FOR NO KEY UPDATE OF e
), unmarked AS (
    UPDATE enrichment e SET enriched_at = NULL FROM handed h WHERE e.isbn13 = h.isbn13
)
SELECT isbn FROM gone ORDER BY isbn
