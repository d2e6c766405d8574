-- Prune requests over HTTP that had an Idempotency-Key: after that, the same one again is a new one.
--   $1 begun longer ago than, days  $2 at most so many
--   changes: advisory_lock http_request
DELETE FROM http_request h
 WHERE h.id IN (SELECT o.id FROM http_request o
                 WHERE o.begun_at < (SELECT clock_timestamp() - $1::int * interval '1 day')
                 ORDER BY o.begun_at, o.id
                 LIMIT $2::int)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
