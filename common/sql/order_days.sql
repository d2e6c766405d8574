-- The days that a standing order has done, the last first.
--   $1 order
--   columns: day months operation_id done_at
SELECT d.day, d.months, d.operation_id, to_char(d.done_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS done_at
  FROM order_day d
 WHERE d.order_id = $1::bigint
 ORDER BY d.day DESC
