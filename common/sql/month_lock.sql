-- Lock months for the statement that follows in the same transaction. That one's snapshot is then newer
-- than the locks, so it sees all that those have written for whom this one waited.
--   $1 months (array of year * 12 + month)
--   columns: year month
--   changes: row_locks
SELECT l.year, l.month
  FROM backfill_log l
 WHERE l.year * 12 + l.month = ANY ($1::int[])
 ORDER BY l.year, l.month
   FOR UPDATE OF l
