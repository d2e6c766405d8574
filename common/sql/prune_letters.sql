-- Prune dead letters that were replayed or discarded. One that nobody has dealt with stays, as does one that
-- is replayed once more at this very moment.
--   $1 settled longer ago than, days  $2 at most so many
--   changes: advisory_lock dead_letter
DELETE FROM dead_letter d
 WHERE d.id IN (SELECT o.id
                  FROM dead_letter o
                 WHERE o.settled_at < (SELECT clock_timestamp() - $1::int * interval '1 day')
                   AND o.state <> 'archived'
                 ORDER BY o.settled_at
                 LIMIT $2::int)
   AND d.settled_at < (SELECT clock_timestamp() - $1::int * interval '1 day') -- of the row as it is by now
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
