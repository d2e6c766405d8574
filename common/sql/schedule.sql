-- Choose months and give each a new job, or leave a plan of that. The operation keeps every month of the
-- range, those that are left out with the reason. Whether the fleet is paused is said, too.
--   $1 request, as schedule_choose() reads it  $2 who  $3 why  $4 only a plan
--   $5 agreed to buy again what is there; otherwise it becomes a plan, too
--   columns: operation_id chosen buys_again is_done paused_at paused_by
--   changes: backfill_book backfill_log operation operation_item operator_action outbox
SELECT s.operation_id, s.chosen, s.buys_again, s.is_done,
       to_char(c.paused_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS paused_at, c.paused_by
  FROM schedule_begin($1::jsonb, $2, $3, $4::boolean, $5::boolean) s, control c
