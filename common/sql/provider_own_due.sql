-- May this process ask a provider for its own figures? One of the fleet may, once an hour, beginning an hour after the provider was first asked for anything.
--   $1 provider
--   columns: provider
--   changes: provider_state
UPDATE provider_state
   SET own_asked_at = clock_timestamp()
 WHERE provider = $1 AND own_asked_at < clock_timestamp() - interval '1 hour'
RETURNING provider
