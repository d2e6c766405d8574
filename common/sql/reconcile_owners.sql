-- Whose months and ISBNs are to be taken over: processes that have left or were not heard of for a minute, as arrays for
-- janitor_take_over and enrich_take_over, which look once more and ask whether a process still holds its lock.
--   columns: owners heartbeats frozen
SELECT coalesce(array_agg(o.owner), '{}') AS owners, coalesce(array_agg(o.heartbeat), '{}') AS heartbeats,
       coalesce(array_agg(false), '{}') AS frozen
  FROM (SELECT l.owner, coalesce((extract(epoch FROM p.heartbeat_at) * 1000000)::bigint, 0) AS heartbeat
          FROM (SELECT owner FROM backfill_log WHERE status = 'processing'
                 UNION
                SELECT owner FROM enrichment_state WHERE owner IS NOT NULL) l
          LEFT JOIN process p ON p.id = l.owner
         WHERE p.id IS NULL OR p.stopped_at IS NOT NULL OR p.heartbeat_at < clock_timestamp() - interval '1 min') o
