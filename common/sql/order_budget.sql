-- Limit what a standing order may cost, and let the months go on that wait for that. No row: there is none of
-- that number. What it has spent is not known (NULL) where none of its calls has a price.
--   $1 order  $2 amount, NULL: no limit  $3 who  $4 why
--   columns: before spent is_spent months_due
--   changes: backfill_log backfill_order operator_action outbox
SELECT money_text(before) AS before,
       CASE WHEN spent > 0 OR NOT EXISTS (SELECT FROM order_total t WHERE t.order_id = $1::bigint AND t.unpriced > 0)
            THEN money_text(spent) END AS spent,
       is_spent, months_due
  FROM order_budget($1::bigint, $2::numeric, $3, $4)
