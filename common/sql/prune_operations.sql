-- Prune operations that have ended: their items in batches, and each with its last ones. An operation that runs or is
-- paused stays; so does a plan, which has a retention of its own.
--   $1 ended longer ago than, days  $2 at most so many items
--   changes: advisory_lock operation operation_item
WITH old AS MATERIALIZED (
    SELECT o.id
      FROM operation o
     WHERE o.state IN ('completed', 'cancelled')
       AND o.ended_at < (SELECT clock_timestamp() - $1::int * interval '1 day')
       AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
     ORDER BY o.id
     LIMIT 10
), item AS MATERIALIZED (
    SELECT n.operation_id, n.position
      FROM operation_item n JOIN old ON n.operation_id = old.id
     LIMIT $2::int
), empty AS (
    DELETE FROM operation o
     USING old
     WHERE o.id = old.id
       AND (SELECT count(*) FROM operation_item i WHERE i.operation_id = o.id)
           = (SELECT count(*) FROM item i WHERE i.operation_id = o.id)
)
DELETE FROM operation_item i
 USING item n
 WHERE i.operation_id = n.operation_id AND i.position = n.position
