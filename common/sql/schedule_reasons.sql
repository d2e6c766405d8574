-- For which reasons an operation has left months out, the most frequent first.
--   $1 operation
--   columns: reason months until
SELECT i.result AS reason, count(*) AS months, min(i.detail ->> 'until') AS until
  FROM operation_item i
 WHERE i.operation_id = $1::bigint AND i.state = 'skipped'
 GROUP BY i.result
 ORDER BY months DESC, reason
