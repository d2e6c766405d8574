-- Contradictions of sources, the most harmful first, and of one harm the oldest first. A page begins behind the place
-- that the last one ended with.
--   $1 status, NULL: any  $2 kind, NULL: any  $3 key of an edition or a work, NULL: any  $4 a source of either side, NULL: any
--   $5 at least so harmful  $6 behind this harm, NULL: from the first  $7 and this id  $8 at most so many
--   columns: id place harm kind entity_type entity_key title field_name provider_a value_a provider_b value_b status
--   columns: resolution resolved_by resolved_at created_at
SELECT c.id, c.harm || '-' || c.id AS place, c.harm, c.kind, c.entity_type, c.entity_key,
       CASE c.entity_type WHEN 'edition' THEN (SELECT e.title FROM enriched_editions e WHERE e.isbn = c.entity_key)
                          ELSE (SELECT w.title FROM enriched_works w WHERE w.work_key = c.entity_key) END AS title,
       c.field_name, c.provider_a, c.value_a, c.provider_b, c.value_b, c.status, c.resolution, c.resolved_by,
       to_char(c.resolved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS resolved_at,
       to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at
  FROM provider_conflicts c
 WHERE ($1::text IS NULL OR c.status = $1)
   AND ($2::text IS NULL OR c.kind = $2)
   AND ($3::text IS NULL OR c.entity_key = $3)
   AND ($4::text IS NULL OR $4 IN (c.provider_a, c.provider_b))
   AND c.harm >= $5::int
   AND ($6::int IS NULL OR c.harm < $6 OR (c.harm = $6 AND c.id > $7::bigint))
 ORDER BY c.harm DESC, c.id
 LIMIT $8::int
