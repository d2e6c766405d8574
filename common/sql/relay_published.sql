-- Rows that the broker confirmed are done; their ISBNs are published.
--   $1 outbox ids (array)
WITH gone AS (
    DELETE FROM outbox WHERE id = ANY ($1::bigint[]) RETURNING destination, message_id
)
UPDATE enrichment e
   SET published_at = clock_timestamp()
  FROM gone
 WHERE gone.destination = 'enrichment' AND e.message_id = gone.message_id::uuid AND e.published_at IS NULL
