-- oldest-program: 0.1.0
-- Who folds and who decides about conflicts lock them in one order, that of their key.

-- As before, and in this order.
CREATE OR REPLACE FUNCTION work_note_large(p_blocks text[], p_large text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
BEGIN
    PERFORM FROM provider_conflicts c
     WHERE c.entity_type = 'work' AND c.kind = 'large_block' AND c.entity_key = ANY (p_blocks)
     ORDER BY c.entity_type, c.entity_key, c.kind, c.provider_a, c.provider_b
       FOR UPDATE;
    DELETE FROM provider_conflicts c
     WHERE c.entity_type = 'work' AND c.kind = 'large_block' AND c.entity_key = ANY (p_blocks) AND c.entity_key <> ALL (p_large);
    INSERT INTO provider_conflicts (entity_type, entity_key, kind, field_name, provider_a, value_a, provider_b, value_b, harm)
    SELECT 'work', b.block, 'large_block', 'title', 'works', 'more than 200 editions', 'works', 'only those with one key are joined', 2
      FROM unnest(p_large) AS b (block)
     ORDER BY b.block
        ON CONFLICT DO NOTHING;
END
$$;
