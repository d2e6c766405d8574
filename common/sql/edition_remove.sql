-- Take editions away of which no source says a title any more. What they leave is in the log.
--   $1 isbn13 (array)  $2 source that was asked, or "fold"
--   columns: isbn
--   changes: enriched_editions enrichment_log
WITH gone AS (
    DELETE FROM enriched_editions WHERE isbn = ANY ($1::text[]) RETURNING isbn
), logged AS (
    INSERT INTO enrichment_log (entity_key, provider, operation, success)
    SELECT isbn, $2, 'remove', true FROM gone
)
SELECT isbn FROM gone ORDER BY isbn
