-- Checkpoint: the merged books of a generation, before the first lookup. Again changes nothing.
--   $1 year  $2 month  $3 claim_token
--   arrays, one element a book: $4 provider  $5 title  $6 authors  $7 publisher  $8 publication_year  $9 significance
WITH fence AS (
    SELECT year, month, generation FROM backfill_log
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), stored AS (
    INSERT INTO backfill_book (year, month, generation, position, provider, title, authors, publisher,
                               publication_year, significance)
    SELECT f.year, f.month, f.generation, b.position, b.provider, b.title, b.authors, b.publisher, b.year, b.significance
      FROM fence f,
           unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[]) WITH ORDINALITY
               AS b (provider, title, authors, publisher, year, significance, position)
    ON CONFLICT (year, month, generation, position) DO NOTHING
)
UPDATE backfill_log l
   SET stage = 'generated', checkpoint_at = clock_timestamp(), crash_count = 0
  FROM fence
 WHERE l.year = fence.year AND l.month = fence.month
RETURNING l.generation
