-- One import at a time: true, and it is ours until the transaction ends.
SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('catalog'))
