-- Lock blocks of works and all blocks that a person has joined to them, until the transaction ends.
--   $1 block keys (array)
--   columns: block
SELECT block FROM work_lock($1::text[]) AS block ORDER BY block
