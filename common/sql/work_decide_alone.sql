-- Keep all who fold editions away until the transaction ends: what a person decides must hold for whoever comes next.
--   columns: locked
--   changes: advisory_lock
SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.works'), 0)::text AS locked
