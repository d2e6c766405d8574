-- The months of the range that an operation has left out, and why.
--   $1 operation
--   columns: month reason status until
SELECT i.year || '-' || lpad(i.month::text, 2, '0') AS month, i.result AS reason, i.detail ->> 'status' AS status,
       i.detail ->> 'until' AS until
  FROM operation_item i
 WHERE i.operation_id = $1::bigint AND i.state = 'skipped'
 ORDER BY i.position
