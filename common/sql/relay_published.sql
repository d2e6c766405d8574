-- Rows that the broker confirmed are done; their ISBNs are published. A replayed letter may carry any
-- message_id: it stamps nothing.
--   $1 outbox ids (array)
--   changes: enrichment outbox
WITH gone AS (
    DELETE FROM outbox WHERE id = ANY ($1::bigint[]) RETURNING destination, message_id
)
UPDATE enrichment e
   SET published_at = clock_timestamp()
  FROM gone
 WHERE gone.destination = 'enrichment'
   AND e.message_id = CASE WHEN gone.message_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                           THEN gone.message_id::uuid END
   AND e.published_at IS NULL
