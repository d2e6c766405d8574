-- Beat, and read what the fleet is told to do. A row that is gone (a standby took over that had not
-- heard of it, an older dump was restored) is made anew: without it others would take this process
-- for dead. A row that carries another identity is another's: it is left alone, and own is false.
-- set_back: the last heartbeat lies ahead, so the database's clock was set back since. operation_due: an
-- operation has something to do now. order_due: a standing order waits for somebody to do its day.
--   $1 process id  $2 identity  $3 role  $4 host  $5 pid  $6 version
--   columns: paused own set_back operation_due order_due
--   changes: process
WITH beat AS (
    INSERT INTO process AS p (id, identity, role, host, pid, version) OVERRIDING SYSTEM VALUE
    VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET heartbeat_at = clock_timestamp()
     WHERE p.identity = excluded.identity
    RETURNING id
)
SELECT paused, EXISTS (SELECT FROM beat) AS own,
       EXISTS (SELECT FROM process WHERE id = $1 AND heartbeat_at > clock_timestamp()) AS set_back,
       EXISTS (SELECT FROM operation WHERE state = 'running' AND (next_at <= clock_timestamp() OR next_at > clock_timestamp() + interval '1 hour'))
           AS operation_due,
       EXISTS (SELECT FROM backfill_order o WHERE o.state = 'active' AND order_is_due(o, clock_timestamp())) AS order_due
  FROM control
