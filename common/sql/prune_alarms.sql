-- Prune alarms that are over, with what was said of them.
--   $1 ended longer ago than, days  $2 at most so many
--   changes: advisory_lock alarm
DELETE FROM alarm a
 WHERE a.id IN (SELECT o.id FROM alarm o
                 WHERE o.ends_at < (SELECT clock_timestamp() - $1::int * interval '1 day')
                 ORDER BY o.id
                 LIMIT $2::int
                   FOR UPDATE SKIP LOCKED)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
