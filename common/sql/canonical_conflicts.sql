-- A page of where sources contradict each other. What a person has decided of it, and when, is no function of the claims, and is
-- left out; so are decisions that are kept until a withdrawn source comes back.
--   $1 id that this page begins behind  $2 at most so many
--   columns: key body
SELECT c.id::text AS key,
       jsonb_build_array(c.entity_type, c.entity_key, c.kind, c.field_name, c.provider_a, c.value_a, c.provider_b, c.value_b, c.harm)::text AS body
  FROM provider_conflicts c
 WHERE c.id > coalesce(nullif($1, ''), '0')::bigint
   AND NOT EXISTS (SELECT FROM withdrawn_source w WHERE w.source IN (c.provider_a, c.provider_b))
 ORDER BY c.id
 LIMIT $2::int
