-- Let what a person has decided hold for keys of another version. Under work_decide_alone.
--   $1 former key  $2 other former key  $3 key  $4 other key, in the order of the former ones  $5 block of the first  $6 of the other
--   columns: key_a
--   changes: work_decision
UPDATE work_decision d
   SET key_a = least($3, $4), key_b = greatest($3, $4), block_a = CASE WHEN $3 < $4 THEN $5 ELSE $6 END,
       block_b = CASE WHEN $3 < $4 THEN $6 ELSE $5 END
 WHERE d.key_a = $1 AND d.key_b = $2 AND d.taken_back_at IS NULL AND $3 <> $4
   AND NOT EXISTS (SELECT FROM work_decision o WHERE o.key_a = least($3, $4) AND o.key_b = greatest($3, $4) AND o.taken_back_at IS NULL)
RETURNING d.key_a
