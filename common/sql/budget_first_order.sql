-- The first standing order that has a budget and schedules months, or has months under way; none where money is
-- not limited by orders.
--   columns: order_id
SELECT min(id) AS order_id FROM backfill_order WHERE budget IS NOT NULL AND (ended_at IS NULL OR order_open_months(id) > 0)
