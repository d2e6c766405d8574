-- Which budgets are spent, so that no call is begun that they would pay for.
--   $1 budget.per_day, NULL: none  $2 budget.total, NULL: none  $3 orders whose months would ask (array)
--   columns: order_id waits_for closed_ms why
SELECT order_id, waits_for, closed_ms, why FROM budget_holds($1::numeric, $2::numeric, $3::bigint[])
