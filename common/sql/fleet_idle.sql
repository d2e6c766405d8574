-- Is there work that nobody living has in hand? Months processing, but for a living peer's; rows due
-- in the outbox, suspects announced later, and standing orders whose day is to be done; rows whose time has not come, and until when; is the
-- fleet paused?
--   $1 own process id  $2 a heartbeat older than this is no living peer's, ms
--   $3 crashes that make a suspect
--   columns: processing due waiting waiting_until paused
SELECT (SELECT count(*)
          FROM backfill_log l LEFT JOIN process p ON p.id = l.owner
         WHERE l.status = 'processing'
           AND NOT (l.owner <> $1 AND p.stopped_at IS NULL
                    AND EXISTS (SELECT FROM pg_locks k -- a killed one has lost its session
                                 WHERE k.locktype = 'advisory' AND k.objsubid = 2 AND k.granted
                                   AND k.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                                   AND k.classid = (hashtext(current_schema())::bigint & 4294967295)::oid
                                   AND k.objid = l.owner::oid)
                    AND p.heartbeat_at >= clock_timestamp() - $2::bigint * interval '1 ms')) AS processing,
       (SELECT count(*) FROM outbox o
         WHERE o.available_at <= clock_timestamp()
            OR EXISTS (SELECT FROM backfill_log l
                        WHERE l.job_id = o.job_id AND l.status = 'queued' AND l.crash_count >= $3::int))
       + (SELECT count(*) FROM backfill_order o WHERE o.state = 'active' AND order_is_due(o, clock_timestamp())) AS due,
       (SELECT count(*) FROM outbox WHERE available_at > clock_timestamp()) AS waiting,
       (SELECT to_char(max(available_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')
          FROM outbox WHERE available_at > clock_timestamp()) AS waiting_until,
       (SELECT paused FROM control) AS paused
