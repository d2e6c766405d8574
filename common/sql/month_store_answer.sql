-- Checkpoint: keep a generator's raw answer before anything else is tried with it. A failure that an
-- earlier attempt has noted of that generator is forgotten.
--   $1 year  $2 month  $3 claim_token  $4 provider  $5 outcome  $6 model  $7 prompt name  $8 prompt hash  $9 body
--   columns: generation
--   changes: backfill_log provider_response
WITH fence AS (
    SELECT year, month, generation FROM backfill_log
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), stored AS (
    INSERT INTO provider_response (year, month, generation, provider, outcome, model, prompt_name, prompt_hash, body)
    SELECT year, month, generation, $4, $5, $6, $7, $8, $9 FROM fence
    ON CONFLICT (year, month, generation, provider) DO UPDATE
    SET received_at = clock_timestamp(), outcome = excluded.outcome, model = excluded.model, body = excluded.body,
        prompt_name = excluded.prompt_name, prompt_hash = excluded.prompt_hash, refusal = NULL, tokens_in = NULL,
        tokens_out = NULL, books_named = NULL, pruned_at = NULL
)
UPDATE backfill_log l
   SET stage = 'answered', checkpoint_at = clock_timestamp(), crash_count = 0,
       generator_failures = l.generator_failures - $4::text
  FROM fence
 WHERE l.year = fence.year AND l.month = fence.month
RETURNING l.generation
