-- Each budget that limits something at this moment: budget.per_day, budget.total, and those of standing orders.
--   $1 budget.per_day, NULL: none  $2 budget.total, NULL: none  $3 of orders only this one, NULL: all
--   columns: subject order_id budget spent is_spent
SELECT s.subject, substring(s.subject FROM '^order (\d+)$')::bigint AS order_id, money_text(s.budget) AS budget,
       money_text(s.spent) AS spent, s.spent >= s.budget AS is_spent
  FROM budget_state($1::numeric, $2::numeric) s
 WHERE s.subject LIKE 'budget.%' OR $3::bigint IS NULL OR s.subject = 'order ' || $3::bigint
 ORDER BY s.subject NOT LIKE 'budget.%', length(s.subject), s.subject
