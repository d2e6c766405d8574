-- What a person decides of contradictions: resolved, dismissed, or open again. A row for each that is there; what is in
-- that state already stays as it is.
--   $1 ids (array)  $2 status  $3 who  $4 why
--   columns: id previous_status changed
--   changes: operator_action provider_conflicts
WITH found AS MATERIALIZED (
    SELECT c.id, c.status, c.kind, c.entity_type, c.entity_key FROM provider_conflicts c
     WHERE c.id = ANY ($1::bigint[])
     ORDER BY c.entity_type, c.entity_key, c.kind, c.provider_a, c.provider_b
       FOR NO KEY UPDATE
), changed AS (
    UPDATE provider_conflicts c
       SET status = $2, resolution = CASE WHEN $2 <> 'open' THEN $4 END,
           resolved_by = CASE WHEN $2 <> 'open' THEN $3 END,
           resolved_at = CASE WHEN $2 <> 'open' THEN clock_timestamp() END
      FROM found f
     WHERE c.id = f.id AND f.status <> $2
    RETURNING c.id
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $3, 'conflict_' || CASE $2 WHEN 'resolved' THEN 'resolve' WHEN 'dismissed' THEN 'dismiss' ELSE 'reopen' END,
           'conflict ' || f.id,
           jsonb_build_object('why', $4::text, 'previous_status', f.status, 'kind', f.kind, f.entity_type, f.entity_key)
      FROM found f JOIN changed USING (id)
)
SELECT f.id, f.status AS previous_status, EXISTS (SELECT FROM changed c WHERE c.id = f.id) AS changed
  FROM found f
 ORDER BY f.id
