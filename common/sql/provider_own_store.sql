-- Keep a provider's own figures of its day beside our count at the same moment. What is reserved counts as made: it may be, by the time the provider counts.
--   $1 provider  $2 spent  $3 limit, NULL: not said  $4 time zone of its day
--   columns: drift
--   changes: provider_state
UPDATE provider_state s
   SET own_spent = $2, own_limit = $3, own_at = clock_timestamp(),
       own_counted = (SELECT coalesce(sum(u.units), 0) FROM provider_usage u
                       WHERE u.provider = s.provider AND u.day = (SELECT (clock_timestamp() AT TIME ZONE $4)::date))
 WHERE s.provider = $1
RETURNING own_spent - own_counted AS drift
