-- What people have decided about the editions of a work, whether it holds or was taken back.
--   $1 work key
--   columns: key_a key_b decision actor why at taken_back_at taken_back_by
SELECT d.key_a, d.key_b, CASE WHEN d.same THEN 'same' ELSE 'not the same' END AS decision, d.actor, d.reason AS why,
       to_char(d.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
       to_char(d.taken_back_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS taken_back_at, d.taken_back_by
  FROM work_decision d
 WHERE EXISTS (SELECT FROM enriched_editions e
                WHERE e.work_key = $1 AND (e.fine_key IN (d.key_a, d.key_b) OR 'isbn|' || e.isbn IN (d.key_a, d.key_b)))
 ORDER BY d.id
