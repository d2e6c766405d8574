-- Prune the usage of attempts by day, before that of the days themselves.
--   $1 older than, days  $2 at most so many
--   changes: advisory_lock attempt_usage
DELETE FROM attempt_usage u
 WHERE (u.claim_token, u.provider, u.day, u.outcome) IN
       (SELECT o.claim_token, o.provider, o.day, o.outcome
          FROM attempt_usage o
         WHERE o.day < (SELECT (clock_timestamp() - $1::int * interval '1 day')::date)
         ORDER BY o.day
         LIMIT $2::int
           FOR UPDATE SKIP LOCKED)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
