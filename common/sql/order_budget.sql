-- Limit what a standing order may cost, and let the months go on that wait for that. No row: there is none of
-- that number.
--   $1 order  $2 amount, NULL: no limit  $3 who  $4 why
--   columns: before spent is_spent months_due
--   changes: backfill_log backfill_order operator_action outbox
SELECT money_text(before) AS before, money_text(spent) AS spent, is_spent, months_due
  FROM order_budget($1::bigint, $2::numeric, $3, $4)
