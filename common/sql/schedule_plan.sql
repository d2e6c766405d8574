-- Do what a plan says, or say why not. NULL as the verdict: there is no such plan.
--   $1 operation  $2 who  $3 why  $4 agreed to buy again what is there  $5 months that the throttle allows
--   columns: verdict months buys_again paused_at paused_by
--   changes: backfill_book backfill_log operation operation_item operator_action outbox
SELECT p.verdict, p.months, p.buys_again,
       to_char(c.paused_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS paused_at, c.paused_by
  FROM schedule_plan_do($1::bigint, $2, $3, $4::boolean, $5::integer) p, control c
