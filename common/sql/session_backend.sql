-- The server's process that runs this statement. Behind a pooler the next one may run in another.
--   columns: backend
SELECT pg_backend_pid() AS backend
