-- Reserve calls of a provider.
--   $1 provider  $2 requests  $3 units a request  $4 day's budget of units, NULL: none  $5 rate a second  $6 time zone of its day  $7 budget of money for a day, NULL: none or it costs nothing  $8 the same for all time
--   columns: granted delay_ms spacing_ms slot_day closed_ms why_class why moment_ms
--   changes: provider_state provider_usage
SELECT granted, delay_ms, spacing_ms, slot_day, closed_ms, why_class, why, moment_ms
  FROM provider_reserve($1, $2, $3, $4, $5, $6, $7, $8)
