-- The months that an operation has chosen: those of a plan have no job yet. asks: the books of others are there, and
-- no generator is asked for them.
--   $1 operation
--   columns: month previous_status prompt_variant books generation note buys_again asks number job_id
SELECT i.year || '-' || lpad(i.month::text, 2, '0') AS month, i.detail #>> '{seen,status}' AS previous_status,
       i.detail ->> 'prompt_variant' AS prompt_variant, (i.detail ->> 'books')::integer AS books,
       (i.detail ->> 'generation')::integer AS generation, i.detail ->> 'note' AS note,
       (i.detail ->> 'buys_again')::boolean AS buys_again,
       (i.detail ->> 'fresh')::boolean OR coalesce(i.detail ->> 'stage', 'answered') = 'answered' AS asks,
       i.year * 12 + i.month AS number, i.job_id
  FROM operation_item i
 WHERE i.operation_id = $1::bigint AND i.state IN ('waiting', 'done')
 ORDER BY i.position
