-- oldest-program: 0.1.0
-- Requests that change something, by their Idempotency-Key: the same one again gets the same answer, and is not
-- done twice.

CREATE TABLE http_request (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key         bytea NOT NULL UNIQUE CHECK (octet_length(key) = 32),
    request     bytea NOT NULL CHECK (octet_length(request) = 32),
    caller      text NOT NULL,
    begun_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    busy_until  timestamptz,
    answered_at timestamptz,
    code        integer,
    class       text,
    message     text,
    notes       text,
    body        bytea,
    CONSTRAINT http_request_answered CHECK ((answered_at IS NULL) = (code IS NULL) AND (answered_at IS NULL) = (busy_until IS NOT NULL))
);
CREATE INDEX http_request_begun ON http_request (begun_at, id);
COMMENT ON TABLE http_request IS 'Requests over HTTP that change something and have an Idempotency-Key, with their answers.';
COMMENT ON COLUMN http_request.key IS 'SHA-256 of whose key it is and of the key.';
COMMENT ON COLUMN http_request.request IS 'SHA-256 of method, path, query and body.';
COMMENT ON COLUMN http_request.busy_until IS 'Somebody may be carrying it out until then; NULL once it is answered.';
COMMENT ON COLUMN http_request.code IS 'Exit code of the command.';
COMMENT ON COLUMN http_request.body IS 'What the command printed; NULL: too much to keep.';

-- Who did it, as operator_action names it.
CREATE FUNCTION http_request_actor(r http_request) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN r.caller || ', request ' || r.id;

-- How often a request is in the record of what operators did. That row is written by the transaction that makes the
-- change, so none means that nothing was changed.
CREATE FUNCTION http_request_actions(r http_request) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
SELECT count(*) FROM operator_action a
 WHERE split_part(a.actor, '@', 1) = http_request_actor(r)
   AND a.at >= r.begun_at - interval '1 minute'
$$;

-- Begin a request, or say what became of it. The verdict: begin (carry it out now), answered (as the row says), other
-- (the key is that of another request), busy (perhaps somebody carries it out), unanswered (whoever did has died, and
-- at least a part of it was done).
CREATE FUNCTION http_request_begin(p_key bytea, p_request bytea, p_caller text, p_busy_ms bigint,
                                   OUT verdict text, OUT actions bigint, OUT request http_request)
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    v_busy_until CONSTANT timestamptz := clock_timestamp() + p_busy_ms * interval '1 ms';
BEGIN
    actions := 0;
    LOOP
        INSERT INTO http_request AS n (key, request, caller, busy_until)
        VALUES (p_key, p_request, p_caller, v_busy_until)
            ON CONFLICT (key) DO NOTHING
        RETURNING n.* INTO request;
        IF FOUND THEN
            verdict := 'begin';
            RETURN;
        END IF;
        SELECT h.* INTO request FROM http_request h WHERE h.key = p_key FOR UPDATE;
        EXIT WHEN FOUND; -- else it was deleted in between
    END LOOP;
    IF request.request <> p_request THEN
        verdict := 'other';
    ELSIF request.answered_at IS NOT NULL THEN
        verdict := 'answered';
    ELSIF request.busy_until > clock_timestamp() THEN
        verdict := 'busy';
    ELSE
        actions := http_request_actions(request);
        verdict := CASE WHEN actions > 0 THEN 'unanswered' ELSE 'begin' END;
        IF actions = 0 THEN
            UPDATE http_request h SET busy_until = v_busy_until WHERE h.id = request.id;
        END IF;
    END IF;
END
$$;

-- Keep the answer of a request. One that failed for a cause that may pass can be asked again; one that was wrong is
-- forgotten, so that its key can be used for a better one.
CREATE FUNCTION http_request_end(p_id bigint, p_code integer, p_class text, p_message text, p_notes text, p_body bytea) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    v_request http_request;
BEGIN
    SELECT h.* INTO v_request FROM http_request h WHERE h.id = p_id AND h.answered_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    ELSIF p_code IN (0, 3, 4) THEN
        UPDATE http_request h
           SET answered_at = clock_timestamp(), busy_until = NULL, code = p_code, class = p_class, message = p_message,
               notes = p_notes, body = p_body
         WHERE h.id = p_id;
    ELSIF p_code = 2 AND http_request_actions(v_request) = 0 THEN
        DELETE FROM http_request h WHERE h.id = p_id;
    ELSE
        UPDATE http_request h SET busy_until = clock_timestamp() WHERE h.id = p_id;
    END IF;
END
$$;
