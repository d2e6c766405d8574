-- Prune what happened to providers long ago. The last closing of each stays: its opening tells of it.
--   $1 longer ago than, days  $2 at most so many
--   changes: advisory_lock provider_event
DELETE FROM provider_event e
 WHERE e.id IN (SELECT o.id FROM provider_event o
                 WHERE o.at < (SELECT clock_timestamp() - $1::int * interval '1 day')
                   AND EXISTS (SELECT FROM provider_event n WHERE n.provider = o.provider AND n.id > o.id AND n.what = 'closed')
                 ORDER BY o.id
                 LIMIT $2::int
                   FOR UPDATE SKIP LOCKED)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
