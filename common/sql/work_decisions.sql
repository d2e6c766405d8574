-- What people have decided of the editions of these blocks.
--   $1 block keys (array)  $2 keys by ISBN of their editions (array)
--   columns: key_a key_b same
SELECT d.key_a, d.key_b, d.same
  FROM work_decision d
 WHERE d.taken_back_at IS NULL
   AND (d.block_a = ANY ($1::text[]) OR d.block_b = ANY ($1::text[]) OR d.key_a = ANY ($2::text[]) OR d.key_b = ANY ($2::text[]))
 ORDER BY d.key_a, d.key_b
