-- Where things stand, in one row.
--   $1 a heartbeat older than this is of no living process, ms  $2 processing longer than this is stuck, ms
SELECT l.*, o.*,
       (SELECT count(*) FROM process
         WHERE stopped_at IS NULL AND heartbeat_at > clock_timestamp() - $1::bigint * interval '1 ms') AS alive,
       c.paused, to_char(c.paused_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'), c.paused_by,
       (SELECT count(*) FROM dead_letter WHERE state = 'archived') AS letters,
       (SELECT count(*) FROM backfill_log WHERE status = 'completed' AND books_generated = 0) AS empty
  FROM (SELECT count(*) AS months,
               count(*) FILTER (WHERE status = 'pending' AND NOT held),
               count(*) FILTER (WHERE status = 'queued'),
               count(*) FILTER (WHERE status = 'processing'),
               count(*) FILTER (WHERE status = 'retry'),
               count(*) FILTER (WHERE status = 'completed'),
               count(*) FILTER (WHERE status = 'failed'),
               count(*) FILTER (WHERE held),
               count(*) FILTER (WHERE status = 'retry' AND retry_at <= clock_timestamp()),
               count(*) FILTER (WHERE status = 'processing'
                                  AND started_at < clock_timestamp() - $2::bigint * interval '1 ms'),
               coalesce(sum(books_generated) FILTER (WHERE status = 'completed'), 0),
               coalesce(sum(isbns_resolved) FILTER (WHERE status = 'completed'), 0),
               coalesce(sum(isbns_queued) FILTER (WHERE status = 'completed'), 0),
               round(100.0 * sum(isbns_resolved) FILTER (WHERE status = 'completed')
                     / nullif(sum(books_generated) FILTER (WHERE status = 'completed'), 0), 2),
               round(avg(resolution_rate) FILTER (WHERE status = 'completed'), 2)
          FROM backfill_log) l,
       (SELECT count(*) FILTER (WHERE available_at <= clock_timestamp()),
               count(*) FILTER (WHERE available_at > clock_timestamp()),
               to_char(min(available_at) FILTER (WHERE available_at > clock_timestamp())
                       AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')
          FROM outbox) o,
       control c
