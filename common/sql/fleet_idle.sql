-- Is there work that nobody living has in hand? Months and ISBNs processing, but for a living peer's; rows due
-- in the outbox, suspects announced later, and standing orders whose day is to be done; rows whose time has not come, and until when; is the
-- fleet paused? isbns: are there any that are due, or that a month has handed over and no message has brought?
--   $1 own process id  $2 a heartbeat older than this is no living peer's, ms
--   $3 crashes that make a suspect  $4 looks after months  $5 looks after ISBNs
--   columns: processing due waiting waiting_until paused isbns
SELECT (SELECT count(*)
          FROM (SELECT owner FROM backfill_log WHERE status = 'processing' AND $4::boolean
                UNION ALL
                SELECT owner FROM enrichment_state WHERE owner IS NOT NULL AND $5::boolean) l
          LEFT JOIN process p ON p.id = l.owner
         WHERE true
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
       + (SELECT count(*) FROM backfill_order o WHERE o.state = 'active' AND order_is_due(o, clock_timestamp()) AND $4::boolean) AS due,
       later.waiting,
       to_char(later.until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') AS waiting_until,
       (SELECT paused FROM control) AS paused,
       (SELECT count(*)
          FROM (SELECT FROM enrichment_state s
                 WHERE s.status IN ('waiting', 'not_found') AND s.due_at <= clock_timestamp() AND $5::boolean LIMIT 1) s)
       + (SELECT count(*)
            FROM (SELECT FROM enrichment e
                   WHERE e.enriched_at IS NULL AND NOT EXISTS (SELECT FROM enrichment_state s WHERE s.isbn = e.isbn13)
                     AND $5::boolean LIMIT 1) e) AS isbns
  FROM (SELECT count(*) AS waiting, max(w.at) AS until
          FROM (SELECT available_at AS at FROM outbox WHERE available_at > clock_timestamp()
                UNION ALL
                SELECT due_at FROM enrichment_state
                 WHERE status = 'waiting' AND due_at > clock_timestamp() AND $5::boolean) w) later
