-- Carry on one operation that is due. No row: none is, or another process has it in hand.
--   $1 which, NULL: any  $2 at most so many items  $3 name of the dead-letter queue of enrichment
--   columns: id state sent
--   changes: backfill_attempt backfill_log dead_letter operation operation_item operator_action outbox
SELECT operation_id AS id, is_state AS state, sent FROM operation_advance($1::bigint, $2::int, $3::text)
