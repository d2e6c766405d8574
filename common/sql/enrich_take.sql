-- Write down the ISBNs of messages, and claim those that are due. One row with no ISBN: the fleet is paused.
--   arrays, an ISBN each: $1 isbn13  $2 message_id  $3 job_id  $4 traceparent  $5 source
--   $6 what is no ISBN (array)  $7 claim_token  $8 process id  $9 runs a suspect alone
--   $10 crashes that make a suspect
--   columns: named verdict
--   changes: enrichment enrichment_state
SELECT named, verdict FROM enrich_take($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
