-- Open providers again that are closed for their configuration: it was read again, and may be mended.
-- The months that wait for them are due now.
--   $1 providers
--   columns: provider months_due
--   changes: backfill_log enrichment_state outbox provider_state
SELECT provider, months_due FROM provider_open($1::text[], 'config')
