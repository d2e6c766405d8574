-- Checkpoint: what a resolver over HTTP answered about one book: found, or not; remembered for a while.
--   $1 year  $2 month  $3 claim_token  $4 resolver  $5 position  $6 isbn13, NULL: not found
--   $7 confidence  $8 evidence  $9 matched title  $10 book key  $11 remembered for, ms
WITH fence AS (
    SELECT year, month, generation FROM backfill_log
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), settled AS (
    UPDATE backfill_book b
       SET status = 'resolved', isbn13 = $6::text, confidence = $7, evidence = $8::jsonb, matched_title = $9,
           resolver = $4, settled_at = clock_timestamp()
      FROM fence f
     WHERE $6::text IS NOT NULL AND b.year = f.year AND b.month = f.month AND b.generation = f.generation
       AND b.position = $5::int AND b.status = 'open'
), remembered AS (
    INSERT INTO lookup_outcome AS o (book_key, provider, outcome, isbn13, until)
    SELECT $10, $4, CASE WHEN $6::text IS NULL THEN 'not_found' ELSE 'found' END, $6::text,
           clock_timestamp() + $11::bigint * interval '1 ms'
      FROM fence
        ON CONFLICT (book_key, provider) DO UPDATE
       SET outcome = excluded.outcome, isbn13 = excluded.isbn13, until = excluded.until
)
UPDATE backfill_log l
   SET checkpoint_at = clock_timestamp(), crash_count = 0
  FROM fence
 WHERE l.year = fence.year AND l.month = fence.month
RETURNING l.generation
