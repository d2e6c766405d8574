-- The lock of who migrates, for this session: NULL where there is no schema to create tables in.
-- Processes lock (schema, their id), and ids begin at 1.
--   columns: locked
--   changes: advisory_lock
SELECT pg_try_advisory_lock(hashtext(current_schema()), 0) AS locked
