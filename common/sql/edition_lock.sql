-- Wait for whoever folds one of these ISBNs, and keep others away until the transaction ends: what a fold
-- has read of the claims must hold when it writes. The locks are of 256 shares of all ISBNs and are taken in
-- their order, so that two writers never wait for each other, and a batch needs no lock for each ISBN. Before
-- them all folds share one, which whoever decides about works has alone.
--   $1 isbn13 (array)
--   columns: locked
--   changes: advisory_lock
SELECT pg_advisory_xact_lock_shared(hashtext(current_schema() || '.works'), 0)::text || edition_lock($1::text[])::text AS locked
