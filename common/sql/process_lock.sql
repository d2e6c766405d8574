-- Hold the lock that says "this process has a session": free once the session is gone.
--   $1 process id
--   columns: locked
--   changes: advisory_lock
SELECT pg_advisory_lock(hashtext(current_schema()), $1::int) AS locked
