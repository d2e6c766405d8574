-- Put back what is stuck: announce it again, or mark it. It is kept in operator_action.
--   $1 waits for longer than, ms  $2 places of months (array)  $3 places of ISBNs (array)  $4 crashes that make a suspect
--   $5 taken over before, in this transaction  $6 who  $7 why, or NULL
--   columns: months isbns marked
--   changes: backfill_log enrichment enrichment_state operator_action outbox
SELECT months, isbns, marked FROM reconcile_repair($1, $2, $3, $4, $5, $6, $7)
