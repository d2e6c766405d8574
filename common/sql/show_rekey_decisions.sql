-- What people have decided of works, as it stands.
--   columns: key_a key_b block_a block_b same
SELECT d.key_a, d.key_b, d.block_a, d.block_b, d.same FROM work_decision d WHERE d.taken_back_at IS NULL ORDER BY d.key_a, d.key_b
