-- Write the contradictions of editions. What a person has decided of one stays while its values are the same, and while one of
-- its sources is withdrawn: it holds again when the source comes back. Those that are there are locked first, in the
-- order in which conflict_decide locks them, so that neither waits for the other in a circle.
--   $1 isbn13 of all editions (array)
--   arrays, one element a conflict: $2 isbn13  $3 kind  $4 field  $5 source a  $6 value a  $7 source b  $8 value b  $9 harm
--   changes: provider_conflicts
WITH locked AS MATERIALIZED (
    SELECT c.entity_key FROM provider_conflicts c
     WHERE c.entity_type = 'edition' AND c.entity_key = ANY ($1::text[])
     ORDER BY c.entity_type, c.entity_key, c.kind, c.provider_a, c.provider_b
       FOR UPDATE
), wanted AS MATERIALIZED (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::smallint[])
                  AS w (isbn, kind, field, a, value_a, b, value_b, harm)
), gone AS (
    DELETE FROM provider_conflicts c
     WHERE c.entity_type = 'edition' AND c.entity_key = ANY ($1::text[]) AND (SELECT count(*) FROM locked) > 0
       AND NOT EXISTS (SELECT FROM wanted w
                        WHERE w.isbn = c.entity_key AND w.kind = c.kind AND w.a = c.provider_a AND w.b = c.provider_b)
       AND (c.status = 'open' OR NOT EXISTS (SELECT FROM withdrawn_source s WHERE s.source IN (c.provider_a, c.provider_b)))
)
INSERT INTO provider_conflicts AS c (entity_type, entity_key, kind, field_name, provider_a, value_a, provider_b, value_b, harm)
SELECT 'edition', isbn, kind, field, a, value_a, b, value_b, harm FROM wanted WHERE (SELECT count(*) FROM locked) >= 0
    ON CONFLICT (entity_type, entity_key, kind, provider_a, provider_b) DO UPDATE
   SET value_a = excluded.value_a, value_b = excluded.value_b, harm = excluded.harm, field_name = excluded.field_name,
       status = 'open', resolution = NULL, resolved_by = NULL, resolved_at = NULL
 WHERE (c.value_a, c.value_b, c.harm) IS DISTINCT FROM (excluded.value_a, excluded.value_b, excluded.harm)
