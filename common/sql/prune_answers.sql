-- Prune raw answers of generators: their bodies are emptied, and what is known of them stays. Those of a generation
-- that is not completed stay whole, and refusals whose words are nowhere else. Their months are locked, so that none is
-- taken up again meanwhile; one that somebody else holds, who may do just that, has its turn later.
--   $1 older than, days  $2 at most so many
--   changes: advisory_lock provider_response
UPDATE provider_response r
   SET body = '', pruned_at = clock_timestamp()
 WHERE r.id IN (SELECT o.id
                  FROM provider_response o JOIN backfill_log l USING (year, month)
                 WHERE o.pruned_at IS NULL
                   AND o.received_at < (SELECT clock_timestamp() - $1::int * interval '1 day')
                   AND (o.generation < l.generation OR l.status = 'completed')
                   AND (o.outcome <> 'refused' OR o.refusal IS NOT NULL)
                 ORDER BY o.received_at
                 LIMIT $2::int
                   FOR NO KEY UPDATE SKIP LOCKED)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
