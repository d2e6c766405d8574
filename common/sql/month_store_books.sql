-- Checkpoint: the merged books of a generation, before the first lookup, and the answers of local
-- generators, which cost nothing and so were not stored by themselves; and which generators failed.
-- Again changes nothing. Books that are there already stay: new ones follow them.
--   $1 year  $2 month  $3 claim_token
--   arrays, one element a book: $4 provider  $5 title  $6 authors  $7 publisher  $8 publication_year  $9 significance
--   arrays, one element a local generator: $10 provider  $11 answer
--   $12 prompt hash  $13 so many books are there already
--   $14 generators that failed: {"name": {"class", "message"}} (jsonb)
--   columns: generation
--   changes: backfill_book backfill_log provider_response
WITH fence AS (
    SELECT year, month, generation, prompt_variant FROM backfill_log
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), stored AS (
    INSERT INTO backfill_book (year, month, generation, position, provider, title, authors, publisher,
                               publication_year, significance)
    SELECT f.year, f.month, f.generation, $13::int + b.position, b.provider, b.title, b.authors, b.publisher, b.year, b.significance
      FROM fence f,
           unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[]) WITH ORDINALITY
               AS b (provider, title, authors, publisher, year, significance, position)
    ON CONFLICT (year, month, generation, position) DO NOTHING
), answered AS (
    INSERT INTO provider_response (year, month, generation, provider, outcome, prompt_name, prompt_hash, body)
    SELECT f.year, f.month, f.generation, a.provider, 'answered', f.prompt_variant, $12, convert_to(a.body, 'UTF8')
      FROM fence f, unnest($10::text[], $11::text[]) AS a (provider, body)
    ON CONFLICT (year, month, generation, provider) DO UPDATE
    SET received_at = clock_timestamp(), outcome = excluded.outcome, prompt_name = excluded.prompt_name,
        prompt_hash = excluded.prompt_hash, body = excluded.body
)
UPDATE backfill_log l
   SET stage = 'generated', checkpoint_at = clock_timestamp(), crash_count = 0,
       generator_failures = $14::jsonb
  FROM fence
 WHERE l.year = fence.year AND l.month = fence.month
RETURNING l.generation
