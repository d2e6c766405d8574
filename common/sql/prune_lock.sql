-- Take the lock of whoever prunes, until the end of the transaction: the statements prune_… delete nothing while
-- another has it.
--   columns: taken
--   changes: advisory_lock
SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')) AS taken
