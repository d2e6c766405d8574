-- Each budget that limits something at this moment: budget.per_day, budget.total, and those of standing orders.
-- months_open are under way and will be paid by it: not those that wait for an order's budget, unless it is that one.
-- unpriced: models of consumers that run and know no price for them, so that what they cost counts as nothing.
-- What an order has spent is not known (NULL) where none of its calls has a price.
--   $1 budget.per_day, NULL: none  $2 budget.total, NULL: none  $3 of orders only this one, NULL: all
--   columns: subject order_id budget spent is_spent months_open unpriced
SELECT s.subject, substring(s.subject FROM '^order (\d+)$')::bigint AS order_id, money_text(s.budget) AS budget,
       CASE WHEN s.spent > 0 OR NOT EXISTS (SELECT FROM order_total t WHERE s.subject = 'order ' || t.order_id AND t.unpriced > 0)
            THEN money_text(s.spent) END AS spent,
       s.spent >= s.budget AS is_spent,
       CASE WHEN s.subject LIKE 'order %' THEN order_open_months(substring(s.subject FROM '^order (\d+)$')::bigint)
            ELSE o.months END AS months_open,
       (SELECT min(p.unpriced) FROM process p
         WHERE p.unpriced IS NOT NULL AND p.role = 'consumer' AND p.stopped_at IS NULL
           AND p.heartbeat_at > clock_timestamp() - interval '1 min') AS unpriced
  FROM budget_state($1::numeric, $2::numeric) s,
       (SELECT count(*) AS months FROM backfill_log l
         WHERE l.status IN ('queued', 'processing', 'retry')
           AND NOT EXISTS (SELECT FROM unnest(l.waits_for) w (name) WHERE w.name LIKE 'order %')) o
 WHERE s.subject LIKE 'budget.%' OR $3::bigint IS NULL OR s.subject = 'order ' || $3::bigint
 ORDER BY s.subject NOT LIKE 'budget.%', length(s.subject), s.subject
