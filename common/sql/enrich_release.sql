-- Give ISBNs back that carry this token: their messages come again, or they are announced.
--   $1 process id  $2 claim_token  $3 announce them: their messages are acknowledged
--   changes: enrichment_state
UPDATE enrichment_state
   SET status = 'waiting', owner = NULL, claim_token = NULL, claimed_at = NULL, reason = 'released', due_at = clock_timestamp(),
       announced_at = CASE WHEN $3::boolean THEN clock_timestamp() - interval '1 s' ELSE clock_timestamp() END
 WHERE owner = $1 AND claim_token = $2
