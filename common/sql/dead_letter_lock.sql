-- Lock a dead letter, and its month where it has one, for the statement that follows in the same
-- transaction. That one's snapshot is then newer than the locks.
--   $1 id  $2 name of the dead-letter queue of enrichment
--   columns: id year month
--   changes: row_locks
WITH letter AS (
    SELECT d.id, d.year, d.month, d.queue
      FROM dead_letter d
     WHERE d.id = $1
       FOR UPDATE
), locked AS (
    SELECT l.year, l.month
      FROM backfill_log l
      JOIN letter d ON d.year = l.year AND d.month = l.month AND d.queue <> $2
       FOR UPDATE OF l
)
SELECT d.id, l.year, l.month FROM letter d LEFT JOIN locked l ON true
