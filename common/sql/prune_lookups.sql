-- Prune what resolvers answered. An answer that holds still, by its time or its job, stays, as does one that
-- is being written anew.
--   $1 out of its time longer than, days  $2 at most so many
--   changes: advisory_lock lookup_outcome
DELETE FROM lookup_outcome d
 WHERE (d.book_key, d.provider) IN
       (SELECT o.book_key, o.provider
          FROM lookup_outcome o
         WHERE o.until < (SELECT clock_timestamp() - $1::int * interval '1 day')
           AND NOT EXISTS (SELECT FROM backfill_log l
                            WHERE l.job_id = o.job_id AND l.status IN ('queued', 'processing', 'retry'))
         ORDER BY o.until
         LIMIT $2::int
           FOR UPDATE OF o SKIP LOCKED)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
