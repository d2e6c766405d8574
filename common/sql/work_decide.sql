-- Write down what a person decides of two works, or take it back. Under work_decide_alone.
--   $1 key  $2 another key  $3 block of the first  $4 block of the other  $5 same  $6 undo  $7 who  $8 why
--   columns: outcome
--   changes: operator_action work_decision
SELECT work_decide($1, $2, $3, $4, $5::boolean, $6::boolean, $7, $8) AS outcome
