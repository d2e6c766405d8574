-- Lock months for the statement that follows in the same transaction. That one's snapshot is then newer
-- than the locks, so it sees all that those have written for whom this one waited. A month that does not
-- fit the filters any more when it is locked is left out.
--   $1 months as they were typed (array of year * 12 + month); NULL: those that fit the rest
--   $2 first and $3 last, as year * 12 + month  $4 what is to be done: cancel, unhold, failed, stuck, accept, reject
--   $5 status  $6 class of the last error  $7 stage, or none; NULL of these three: any
--   $8 what is stuck has been processing for longer, ms
--   columns: number
--   changes: row_locks
SELECT l.year * 12 + l.month AS number
  FROM backfill_log l
 WHERE l.year * 12 + l.month = ANY ($1::int[])
    OR ($1::int[] IS NULL
        AND l.year * 12 + l.month BETWEEN $2::int AND $3::int
        AND CASE $4 WHEN 'cancel' THEN l.status <> 'completed' AND NOT l.held
                    WHEN 'unhold' THEN l.held
                    WHEN 'failed' THEN l.status = 'failed'
                    WHEN 'accept' THEN l.status = 'completed' AND l.compared IS NOT NULL
                    WHEN 'reject' THEN l.status = 'completed' AND l.compared IS NOT NULL
                    WHEN 'stuck' THEN l.status = 'processing'
                                      AND l.started_at < clock_timestamp() - $8::bigint * interval '1 ms' END
        AND ($5::text IS NULL OR l.status = $5::text)
        AND ($6::text IS NULL OR l.error_class = $6::text)
        AND ($7::text IS NULL OR coalesce(l.stage, 'none') = $7::text))
 ORDER BY l.year, l.month
   FOR UPDATE OF l
