-- Let months go on that wait for a budget of the configuration which was raised.
--   $1 budget.per_day, NULL: none  $2 budget.total, NULL: none
--   columns: months
--   changes: backfill_log outbox
SELECT budget_wake($1::numeric, $2::numeric) AS months
