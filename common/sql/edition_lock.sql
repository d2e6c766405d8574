-- Wait for whoever folds one of these ISBNs, and keep others away until the transaction ends: what a fold
-- has read of the claims must hold when it writes. The locks are taken in their order, so that two writers never
-- wait for each other. Before them all folds share one, which whoever decides about works has alone. What follows in
-- the transaction is planned for large tables: a plan that a session makes while they are empty is kept.
--   $1 isbn13 (array)
--   columns: locked
--   changes: advisory_lock
SELECT set_config('enable_seqscan', 'off', true) || set_config('enable_bitmapscan', 'off', true)
       || set_config('enable_hashjoin', 'off', true) || set_config('enable_mergejoin', 'off', true)
       || pg_advisory_xact_lock_shared(hashtext(current_schema() || '.works'), 0)::text
       || edition_lock($1::text[])::text AS locked
