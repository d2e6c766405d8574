-- Take a month for this worker, and open its attempt. One row: it is ours. None: stale, early,
-- another's, or the fleet is paused. The same token again is the answer to a COMMIT whose reply was lost.
-- A suspect, which brought so many owners down in a row, is taken by one who runs it alone.
--   $1 year  $2 month  $3 job_id  $4 claim_token  $5 process id  $6 worker
--   $7 runs it alone  $8 crashes that make a suspect
-- order_id is that of the standing order whose budget pays for its calls; NULL: none does.
--   columns: generation prompt_variant batch_size crash_count stage retry_count order_id
--   changes: backfill_attempt backfill_log
WITH claimed AS (
    UPDATE backfill_log
       SET status = 'processing',
           owner = $5,
           claim_token = $4,
           checkpoint_at = NULL,
           retry_at = NULL,
           waits_for = NULL,
           started_at = clock_timestamp()
     WHERE year = $1
       AND month = $2
       AND job_id = $3
       AND (status = 'queued'
            OR (status = 'retry' AND retry_at <= clock_timestamp())
            OR claim_token = $4)
       AND (claim_token = $4 OR NOT (SELECT paused FROM control))
       AND (crash_count < $8::int OR $7::boolean)
    RETURNING generation, prompt_variant, batch_size, crash_count, coalesce(stage, '') AS stage,
              retry_count
), scheduled AS (
    SELECT (o.request ->> 'order_id')::bigint AS order_id
      FROM operation_item i JOIN operation o ON o.id = i.operation_id
     WHERE i.job_id = $3 AND o.kind = 'schedule'
     LIMIT 1
), attempt AS (
    INSERT INTO backfill_attempt (year, month, job_id, claim_token, owner, worker, generation, prompt_variant, order_id)
    SELECT $1, $2, $3, $4, $5, $6, generation, prompt_variant,
           (SELECT order_id FROM scheduled)
      FROM claimed
    ON CONFLICT (claim_token) DO NOTHING
)
SELECT generation, prompt_variant, batch_size, crash_count, stage, retry_count,
       (SELECT b.id FROM backfill_order b JOIN scheduled s ON s.order_id = b.id WHERE b.budget IS NOT NULL) AS order_id
  FROM claimed
