-- Prune processes that left or were never heard of again. One that owns a month stays.
--   $1 last heard of longer ago than, days  $2 at most so many
--   changes: advisory_lock process
DELETE FROM process p
 WHERE p.id IN (SELECT o.id
                  FROM process o
                 WHERE o.heartbeat_at < (SELECT clock_timestamp() - $1::int * interval '1 day')
                   AND NOT EXISTS (SELECT FROM backfill_log l WHERE l.owner = o.id)
                 ORDER BY o.id
                 LIMIT $2::int
                   FOR UPDATE OF o SKIP LOCKED)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
