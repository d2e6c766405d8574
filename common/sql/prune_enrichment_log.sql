-- Prune what is told of changes of editions. Editions follow from claims, never from this. The newest row stays: by it
-- alarms and metrics see when something was enriched last.
--   $1 longer ago than, days  $2 at most so many
--   changes: advisory_lock enrichment_log
DELETE FROM enrichment_log e
 WHERE e.id IN (SELECT o.id FROM enrichment_log o
                 WHERE o.at < (SELECT clock_timestamp() - $1::int * interval '1 day')
                   AND o.at < (SELECT max(n.at) FROM enrichment_log n)
                 ORDER BY o.at
                 LIMIT $2::int)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
