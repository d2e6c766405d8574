-- Reserve calls of a provider.
--   $1 provider  $2 requests  $3 units a request  $4 day's budget, NULL: none  $5 rate a second  $6 time zone of its day
SELECT granted, delay_ms, spacing_ms, slot_day, closed_ms, why_class, why
  FROM provider_reserve($1, $2, $3, $4, $5, $6)
