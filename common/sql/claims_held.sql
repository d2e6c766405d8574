-- Which of these claims hold still? The months and ISBNs of the others have gone to another owner, were released
-- or taken back: nothing is paid for them any more.
--   arrays: $1 claim tokens
--   columns: claim_token held
SELECT c.token AS claim_token,
       EXISTS (SELECT FROM backfill_log l WHERE l.claim_token = c.token)
       OR EXISTS (SELECT FROM enrichment_state s WHERE s.claim_token = c.token) AS held
  FROM unnest($1::uuid[]) AS c (token)
