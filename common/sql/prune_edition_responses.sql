-- Prune answers of sources that said nothing of any edition: edition_lookup has what they came to. One that said something
-- stays, because claims name it. So does the newest of all: by it alarms and metrics see when a source has answered last.
--   $1 received longer ago than, days  $2 at most so many
--   changes: advisory_lock edition_response
DELETE FROM edition_response r
 WHERE r.id IN (SELECT o.id FROM edition_response o
                 WHERE NOT o.has_claims
                   AND o.received_at < (SELECT clock_timestamp() - $1::int * interval '1 day')
                   AND o.received_at < (SELECT max(n.received_at) FROM edition_response n)
                 ORDER BY o.received_at
                 LIMIT $2::int)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
