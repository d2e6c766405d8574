-- oldest-program: 0.1.0
-- What a statement does that finds, when it can no longer be undone, that it began from an old state.

CREATE FUNCTION begin_anew(why text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'serialization_failure';
END
$$;
COMMENT ON FUNCTION begin_anew IS 'Ends a statement as a conflict with another transaction does: nothing is changed, and the program runs it again.';
COMMENT ON COLUMN enrichment.message_id IS 'Follows from the job and the ISBNs of its message: also after an older dump was restored, one id has one body.';
