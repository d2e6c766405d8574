-- oldest-program: 0.1.0
-- What enrichment has noted is pruned by age. Claims name the answer that brought them, so an answer that said something
-- stays; most of the others say only that a source had nothing, and edition_lookup keeps that by itself.

ALTER TABLE edition_response ADD COLUMN has_claims boolean NOT NULL DEFAULT true;
UPDATE edition_response r SET has_claims = false
 WHERE NOT EXISTS (SELECT FROM edition_claim c WHERE c.response_id = r.id);
CREATE INDEX edition_response_without_claims ON edition_response (received_at) WHERE NOT has_claims;

COMMENT ON TABLE edition_response IS 'One answer of a source about editions: how many ISBNs it was asked for, and how many it knew. One that said nothing of any edition is pruned by age (retention.edition_responses_days), except the newest answer of all, by which alarms see that something moves.';
COMMENT ON COLUMN edition_response.has_claims IS 'It said something, perhaps of an ISBN that it was not asked for: claims may name it, and it stays. True also where a program has written it that did not know yet.';
COMMENT ON COLUMN edition_claim.response_id IS 'The row of edition_response, which stays; NULL: no call brought it.';
COMMENT ON COLUMN edition_lookup.response_id IS 'The row of edition_response. It may be pruned where it said nothing: outcome, times and detail stand here.';
COMMENT ON TABLE enrichment_log IS 'An audit row for each enrichment that changed something. Pruned by age (retention.enrichment_log_days), except the newest; no fold and no decision reads it.';
