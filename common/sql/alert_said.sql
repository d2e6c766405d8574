-- Keep what came of saying what was claimed. No row: the claim has passed to another process.
--   $1 alarm  $2 way  $3 claim  $4 severity that was said  $5 error, NULL: it was taken  $6 first pause after a failure, ms; NULL: it was cut off, which is none
--   $7 may it have been heard, though it was not taken
--   columns: tries next_try_ms
--   changes: alarm_delivery
SELECT tries, greatest(0, ceil(extract(epoch FROM next_try_at - clock_timestamp()) * 1000))::bigint AS next_try_ms
  FROM alert_outcome($1, $2, $3, $4, $5, $6, $7)
