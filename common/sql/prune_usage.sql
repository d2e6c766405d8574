-- Prune usage by day. What it cost stays in provider_total.
--   $1 older than, days  $2 at most so many
--   changes: advisory_lock provider_usage
DELETE FROM provider_usage u
 WHERE (u.provider, u.day, u.outcome) IN
       (SELECT o.provider, o.day, o.outcome
          FROM provider_usage o
         WHERE o.day < (SELECT (clock_timestamp() - $1::int * interval '1 day')::date)
         ORDER BY o.day
         LIMIT $2::int
           FOR UPDATE SKIP LOCKED)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
