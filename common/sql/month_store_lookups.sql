-- Checkpoint: what a resolver over HTTP answered about books: found, or not; remembered for a while.
-- Keys are written in one order, so that two months never wait for each other.
--   $1 year  $2 month  $3 claim_token  $4 resolver  $5 a miss is remembered for, ms
--   arrays, one element a book: $6 position  $7 isbn13, NULL: not found  $8 confidence  $9 evidence
--   $10 matched title  $11 book key
--   $12 what was found is remembered for, ms
--   arrays, one element a claim that the accepted editions make: $13 isbn13  $14 field  $15 value
--   columns: generation
--   changes: backfill_book backfill_log edition_claim lookup_outcome
WITH fence AS (
    SELECT year, month, generation, job_id FROM backfill_log
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), answered AS (
    SELECT * FROM unnest($6::int[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
                  AS a (position, isbn13, confidence, evidence, matched_title, book_key)
), settled AS (
    UPDATE backfill_book b
       SET status = 'resolved', isbn13 = a.isbn13, confidence = a.confidence, evidence = a.evidence::jsonb,
           matched_title = a.matched_title, resolver = $4, settled_at = clock_timestamp()
      FROM fence f, answered a
     WHERE a.isbn13 IS NOT NULL AND b.year = f.year AND b.month = f.month AND b.generation = f.generation
       AND b.position = a.position AND b.status = 'open'
), remembered AS (
    INSERT INTO lookup_outcome AS o (book_key, provider, outcome, isbn13, until, job_id, confidence, evidence, matched_title)
    SELECT DISTINCT ON (a.book_key) a.book_key, $4, CASE WHEN a.isbn13 IS NULL THEN 'not_found' ELSE 'found' END,
           a.isbn13, clock_timestamp() + CASE WHEN a.isbn13 IS NULL THEN $5::bigint ELSE $12::bigint END * interval '1 ms',
           f.job_id, a.confidence, nullif(a.evidence, '')::jsonb, a.matched_title
      FROM fence f, answered a
     ORDER BY a.book_key, a.isbn13 NULLS LAST
        ON CONFLICT (book_key, provider) DO UPDATE
       SET outcome = excluded.outcome, isbn13 = excluded.isbn13, until = excluded.until, job_id = excluded.job_id,
           confidence = excluded.confidence, evidence = excluded.evidence, matched_title = excluded.matched_title
), claimed AS ( -- what a question for the edition itself has brought says more, and stays
    INSERT INTO edition_claim (isbn13, source, field, value)
    SELECT DISTINCT ON (c.isbn13, c.field) c.isbn13, $4, c.field, c.value
      FROM fence, unnest($13::text[], $14::text[], $15::text[]) AS c (isbn13, field, value)
     ORDER BY c.isbn13, c.field, c.value
        ON CONFLICT (isbn13, source, field) DO NOTHING
)
UPDATE backfill_log l
   SET checkpoint_at = clock_timestamp(), crash_count = 0
  FROM fence
 WHERE l.year = fence.year AND l.month = fence.month
RETURNING l.generation
