-- Open providers again that are closed for their configuration: it was read again, and may be mended.
--   $1 providers
--   columns: provider
--   changes: provider_state
UPDATE provider_state
   SET closed_until = NULL, closed_class = NULL, closed_why = NULL, updated_at = clock_timestamp()
 WHERE provider = ANY($1::text[]) AND closed_class = 'config' AND closed_until > clock_timestamp()
RETURNING provider
