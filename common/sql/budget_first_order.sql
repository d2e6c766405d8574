-- The first open standing order that has a budget, and none where money is not limited by orders.
--   columns: order_id
SELECT min(id) AS order_id FROM backfill_order WHERE budget IS NOT NULL AND state IN ('active', 'paused')
