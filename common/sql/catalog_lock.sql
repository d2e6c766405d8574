-- One import at a time: true, and it is ours until the transaction ends.
--   columns: locked
--   changes: advisory_lock
SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('catalog')) AS locked
