-- Do the day of one standing order that is due.
--   columns: order_id day operation_id months is_completed because
--   changes: backfill_book backfill_log backfill_order operation operation_item operator_action order_day outbox
SELECT p.order_id, p.day, p.operation_id, p.months, p.is_completed, p.because FROM order_perform() p
