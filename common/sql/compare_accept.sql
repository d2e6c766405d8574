-- Let the new generations of months replace those that stand, and hand their ISBNs over. The months were locked
-- by month_lock in the same transaction.
--   $1 months (array of year * 12 + month)  $2 who  $3 why, or NULL  $4 what was asked for (jsonb)
--   columns: month previous_status result changed operation isbns
--   changes: backfill_log enriched_works enrichment operation operation_item operator_action outbox work_alias work_book
SELECT (a.n - 1) / 12 || '-' || lpad(((a.n - 1) % 12 + 1)::text, 2, '0') AS month, a.previous_status, a.result, a.changed,
       a.operation_id AS operation, a.isbns
  FROM compare_accept($1::int[], $2, $3, $4::jsonb) a
