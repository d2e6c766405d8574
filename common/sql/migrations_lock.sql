-- The lock of who migrates, for this session: NULL where there is no schema to create tables in.
-- Processes lock (schema, their id), and ids begin at 1.
SELECT pg_try_advisory_lock(hashtext(current_schema()), 0)
