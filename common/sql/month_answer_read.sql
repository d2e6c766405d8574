-- What the reading of a stored answer showed: the model that wrote it, whether it declines and with which words, and
-- whether it cannot be read.
--   $1 year  $2 month  $3 claim_token  $4 provider  $5 outcome  $6 model  $7 refusal, NULL: it is none
--   columns: generation
--   changes: provider_response
WITH fence AS (
    SELECT year, month, generation FROM backfill_log
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), shown AS (
    UPDATE provider_response r SET outcome = $5, model = $6, refusal = $7
      FROM fence f
     WHERE r.year = f.year AND r.month = f.month AND r.generation = f.generation AND r.provider = $4
)
SELECT generation FROM fence
