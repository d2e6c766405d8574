-- oldest-program: 0.1.0
-- People decide which editions are one work.

-- Write a decision down, or take it back. An older one of the pair that says something else is taken back with it.
CREATE FUNCTION work_decide(p_one text, p_other text, p_block_one text, p_block_other text, p_same boolean, p_undo boolean,
                            p_actor text, p_reason text) RETURNS text
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    turned boolean := p_one > p_other;
    first text := CASE WHEN turned THEN p_other ELSE p_one END;
    second text := CASE WHEN turned THEN p_one ELSE p_other END;
    standing boolean;
BEGIN
    SELECT d.same INTO standing FROM work_decision d
     WHERE d.key_a = first AND d.key_b = second AND d.taken_back_at IS NULL
       FOR UPDATE;
    IF p_undo AND standing IS DISTINCT FROM p_same THEN
        RETURN 'none';
    ELSIF NOT p_undo AND standing = p_same THEN
        RETURN 'already';
    END IF;
    UPDATE work_decision d SET taken_back_at = clock_timestamp(), taken_back_by = p_actor
     WHERE d.key_a = first AND d.key_b = second AND d.taken_back_at IS NULL;
    IF NOT p_undo THEN
        INSERT INTO work_decision (key_a, key_b, block_a, block_b, same, actor, reason)
        VALUES (first, second, CASE WHEN turned THEN p_block_other ELSE p_block_one END,
                CASE WHEN turned THEN p_block_one ELSE p_block_other END, p_same, p_actor, p_reason);
    END IF;
    INSERT INTO operator_action (actor, action, subject, detail)
    VALUES (p_actor, CASE WHEN p_same THEN 'work_merge' ELSE 'work_split' END || CASE WHEN p_undo THEN '_undo' ELSE '' END,
            'work ' || left(first, 200), jsonb_build_object('reason', p_reason, 'key_a', first, 'key_b', second));
    RETURN 'done';
END
$$;
