-- Store what the second reading of a month's answers has gained. The month was locked by reread_lock in the same
-- transaction. Nothing is taken away, nothing is scheduled.
--   $1 year  $2 month  $3 what was gained (jsonb), as reread_store() reads it  $4 who  $5 why, or NULL
--   columns: handed
--   changes: backfill_book backfill_log enrichment operator_action outbox provider_response
SELECT reread_store($1::int, $2::int, $3::jsonb, $4, $5) AS handed
