-- Announce ISBNs that are due. Where the queue was seen empty, also those whose message must be lost; those of them that
-- were enriched before their months handed them over are marked, and not announced.
--   $1 announced longer ago than, ms, is lost; NULL: the queue was not seen empty  $2 crashes that make a suspect
--   $3 at most so many
--   columns: announced
--   changes: enrichment enrichment_state outbox
SELECT enrich_announce($1, $2, $3) AS announced
