-- Checkpoint: what a resolver found of books. A book that is settled stays as it is.
--   $1 year  $2 month  $3 claim_token  $4 resolver  $5 stage to record, NULL: unchanged
--   arrays, one element a book: $6 position  $7 status  $8 isbn13  $9 confidence  $10 evidence  $11 matched title
--   columns: generation
--   changes: backfill_book backfill_log
WITH fence AS (
    SELECT year, month, generation FROM backfill_log
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), stored AS (
    UPDATE backfill_book b
       SET status = r.status, isbn13 = r.isbn13, confidence = r.confidence, evidence = r.evidence::jsonb,
           matched_title = r.matched_title, resolver = $4, settled_at = clock_timestamp()
      FROM fence f,
           unnest($6::int[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
               AS r (position, status, isbn13, confidence, evidence, matched_title)
     WHERE b.year = f.year AND b.month = f.month AND b.generation = f.generation
       AND b.position = r.position AND b.status = 'open'
)
UPDATE backfill_log l
   SET stage = coalesce($5, l.stage), checkpoint_at = clock_timestamp(), crash_count = 0
  FROM fence
 WHERE l.year = fence.year AND l.month = fence.month
RETURNING l.generation
