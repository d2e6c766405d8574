-- The other editions of blocks. Of a block that is known to be too large to be compared, and still is, only one row comes, without
-- ISBN, and one edition for each key that a person has decided about. Under work_lock.
--   $1 block keys (array)  $2 editions of each in the batch (array)  $3 isbn13 of the batch (array)  $4 how many are too many
--   columns: isbn fine_key block_key work_key title subtitle series series_number authors language works isbns
WITH block AS MATERIALIZED (
    SELECT b.block,
           EXISTS (SELECT FROM provider_conflicts c WHERE c.entity_type = 'work' AND c.entity_key = b.block AND c.kind = 'large_block')
           AND b.mine + (SELECT count(*) FROM (SELECT FROM enriched_editions e WHERE e.block_key = b.block AND e.isbn <> ALL ($3::text[])
                                                LIMIT $4::int + 1) o) > $4::int AS large
      FROM unnest($1::text[], $2::int[]) AS b (block, mine)
), named AS (
    SELECT DISTINCT ON (e.fine_key) e.*
      FROM block b
      JOIN work_decision d ON d.taken_back_at IS NULL AND (d.block_a = b.block OR d.block_b = b.block)
      JOIN enriched_editions e ON e.block_key = b.block AND e.fine_key IN (d.key_a, d.key_b) AND e.isbn <> ALL ($3::text[])
     WHERE b.large
     ORDER BY e.fine_key, e.isbn
), member AS (
    SELECT e.* FROM block b JOIN enriched_editions e ON e.block_key = b.block WHERE NOT b.large AND e.isbn <> ALL ($3::text[])
     UNION ALL
    SELECT * FROM named
)
SELECT e.isbn, e.fine_key, e.block_key, e.work_key, e.title, e.subtitle, e.series, e.series_number, e.authors, e.language,
       array_to_string(e.openlibrary_work_ids, E'\t') AS works, array_to_string(e.alternate_isbns, E'\t') AS isbns
  FROM member e
 UNION ALL
SELECT NULL, NULL, b.block, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM block b WHERE b.large
 ORDER BY 1
