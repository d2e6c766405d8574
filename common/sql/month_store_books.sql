-- Checkpoint: the merged books of a generation, before the first lookup, and the answers of local
-- generators, which cost nothing and so were not stored by themselves; and which generators failed.
-- Again changes nothing. Books that are there already stay: new ones follow them, and generators that name one
-- of them, too, are added to its own.
--   $1 year  $2 month  $3 claim_token
--   arrays, one element a book: $4 generators that named it, as an array  $5 title  $6 authors  $7 publisher  $8 publication_year  $9 significance
--   arrays, one element a local generator: $10 provider  $11 answer
--   $12 prompt hash  $13 so many books are there already
--   $14 generators that failed: {"name": {"class", "message"}} (jsonb)
--   arrays, one element a book that is there already and a generator that names it: $15 position  $16 generator
--   arrays, one element an answer that was read: $17 generator  $18 model  $19 refusal, NULL: it is none
--   $20 tokens in and $21 out, NULL: not known  $22 books named
--   $23 by new book: the key of its work, NULL: none  $24 version of these keys
--   columns: generation
--   changes: backfill_book backfill_log provider_response
WITH fence AS (
    SELECT year, month, generation, prompt_variant FROM backfill_log
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), told AS (
    SELECT * FROM unnest($17::text[], $18::text[], $19::text[], $20::bigint[], $21::bigint[], $22::int[])
                  AS t (provider, model, refusal, tokens_in, tokens_out, books_named)
), stored AS (
    INSERT INTO backfill_book (year, month, generation, position, provider, named_by, title, authors, publisher,
                               publication_year, significance, fine_key, key_version)
    SELECT f.year, f.month, f.generation, $13::int + b.position, (b.named_by::text[])[1], b.named_by::text[], b.title, b.authors,
           b.publisher, b.year, b.significance, b.fine_key, $24::int
      FROM fence f,
           unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[], $23::text[]) WITH ORDINALITY
               AS b (named_by, title, authors, publisher, year, significance, fine_key, position)
    ON CONFLICT (year, month, generation, position) DO NOTHING
), named_too AS (
    UPDATE backfill_book b
       SET named_by = b.named_by || ARRAY(SELECT g FROM unnest(n.generators) AS g WHERE g <> ALL (b.named_by))
      FROM fence f, (SELECT position, array_agg(generator) AS generators
                       FROM unnest($15::int[], $16::text[]) AS n (position, generator) GROUP BY position) n
     WHERE b.year = f.year AND b.month = f.month AND b.generation = f.generation AND b.position = n.position
       AND NOT b.named_by @> n.generators
), shown AS (
    UPDATE provider_response r
       SET outcome = CASE WHEN t.refusal IS NULL THEN 'answered' ELSE 'refused' END, model = coalesce(t.model, r.model),
           refusal = t.refusal, tokens_in = t.tokens_in, tokens_out = t.tokens_out, books_named = t.books_named
      FROM fence f, told t
     WHERE r.year = f.year AND r.month = f.month AND r.generation = f.generation AND r.provider = t.provider
       AND r.provider <> ALL ($10::text[])
), answered AS (
    INSERT INTO provider_response (year, month, generation, provider, outcome, prompt_name, prompt_hash, body, books_named)
    SELECT f.year, f.month, f.generation, a.provider, 'answered', f.prompt_variant, $12, convert_to(a.body, 'UTF8'),
           (SELECT t.books_named FROM told t WHERE t.provider = a.provider)
      FROM fence f, unnest($10::text[], $11::text[]) AS a (provider, body)
    ON CONFLICT (year, month, generation, provider) DO UPDATE
    SET received_at = clock_timestamp(), outcome = excluded.outcome, prompt_name = excluded.prompt_name,
        prompt_hash = excluded.prompt_hash, body = excluded.body, books_named = excluded.books_named, pruned_at = NULL
)
UPDATE backfill_log l
   SET stage = 'generated', checkpoint_at = clock_timestamp(), crash_count = 0,
       generator_failures = $14::jsonb
  FROM fence
 WHERE l.year = fence.year AND l.month = fence.month
RETURNING l.generation
