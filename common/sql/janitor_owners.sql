-- Who, besides this process, has months or ISBNs in work: the last heartbeat of each, 0 where its row is gone,
-- and whether it left the fleet. Each janitor watches by its own clock whether a heartbeat changes.
--   $1 own process id
--   columns: owner heartbeat stopped
SELECT l.owner, coalesce((extract(epoch FROM p.heartbeat_at) * 1000000)::bigint, 0) AS heartbeat,
       p.stopped_at IS NOT NULL AS stopped
  FROM (SELECT owner FROM backfill_log WHERE status = 'processing' AND owner <> $1
         UNION
        SELECT owner FROM enrichment_state WHERE owner IS NOT NULL AND owner <> $1) l
  LEFT JOIN process p ON p.id = l.owner
