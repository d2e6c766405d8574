-- Reserve calls of a provider for ISBNs, which have a share of the day while months wait.
--   $1 provider  $2 requests  $3 units a request  $4 day's budget of units, NULL: none  $5 rate a second
--   $6 time zone of its day  $7 share of the day, percent
--   columns: granted delay_ms spacing_ms slot_day closed_ms why_class why moment_ms units_left
--   changes: provider_state provider_usage
SELECT granted, delay_ms, spacing_ms, slot_day, closed_ms, why_class, why, moment_ms, units_left
  FROM enrich_reserve($1, $2, $3, $4, $5, $6, $7)
