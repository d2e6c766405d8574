-- Beat, and read what the fleet is told to do. A row that is gone (a standby took over that had not
-- heard of it) is made anew: without it others would take this process for dead.
--   $1 process id  $2 role  $3 host  $4 pid  $5 version
--   columns: paused
--   changes: process
WITH beat AS (
    INSERT INTO process AS p (id, role, host, pid, version) OVERRIDING SYSTEM VALUE
    VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET heartbeat_at = clock_timestamp()
)
SELECT paused FROM control
