-- oldest-program: 0.1.0
-- A request with an Idempotency-Key that somebody else has taken up is not carried out by the one who had it before,
-- however late that one wakes up: a process that was frozen, a session that outlives its process.

ALTER TABLE http_request ADD COLUMN tries integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN http_request.tries IS 'How often it was taken up; only the last one may change anything.';

-- Who did it, as operator_action names it.
CREATE OR REPLACE FUNCTION http_request_actor(r http_request) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN r.caller || ', request ' || r.id || CASE WHEN r.tries > 1 THEN ', try ' || r.tries ELSE '' END;

-- Whoever changes something for a request holds its lock, shared, until that is committed; whoever takes the request
-- up holds it alone. No right to the table is needed for that.
CREATE FUNCTION operator_action_of_request() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_said  CONSTANT text[] := regexp_match(split_part(NEW.actor, '@', 1), ', request ([0-9]{1,18})(?:, try ([0-9]{1,9}))?$');
    v_tries integer;
BEGIN
    IF v_said IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtext(current_schema() || ' http_request'), (v_said[1]::bigint % 2147483647)::integer);
    SELECT h.tries INTO v_tries FROM http_request h WHERE h.id = v_said[1]::bigint;
    IF v_tries <> coalesce(v_said[2]::integer, 1) THEN
        RAISE EXCEPTION 'request % is carried out by somebody else since it took too long here; nothing was changed', v_said[1];
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION operator_action_of_request IS 'Refuses what is done for a request that somebody else has taken up.';
CREATE TRIGGER operator_action_of_request BEFORE INSERT ON operator_action
    FOR EACH ROW WHEN (NEW.actor LIKE '%, request %') EXECUTE FUNCTION operator_action_of_request();

-- As before, but that who takes a request up waits until nobody is about to commit a change for it, and counts.
CREATE OR REPLACE FUNCTION http_request_begin(p_key bytea, p_request bytea, p_caller text, p_busy_ms bigint,
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
    ELSIF NOT pg_try_advisory_xact_lock(hashtext(current_schema() || ' http_request'), (request.id % 2147483647)::integer) THEN
        verdict := 'busy'; -- whoever had it commits a change just now
    ELSE
        actions := http_request_actions(request);
        verdict := CASE WHEN actions > 0 THEN 'unanswered' ELSE 'begin' END;
        IF actions = 0 THEN
            UPDATE http_request h SET busy_until = v_busy_until, tries = h.tries + 1 WHERE h.id = request.id
            RETURNING h.* INTO request;
        END IF;
    END IF;
END
$$;

-- As before, but that only who took a request up last may keep its answer.
DROP FUNCTION http_request_end(bigint, integer, text, text, text, bytea);
CREATE FUNCTION http_request_end(p_id bigint, p_code integer, p_class text, p_message text, p_notes text, p_body bytea,
                                 p_tries integer DEFAULT 1) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    v_request http_request;
BEGIN
    SELECT h.* INTO v_request FROM http_request h
     WHERE h.id = p_id AND h.answered_at IS NULL AND h.tries = p_tries FOR UPDATE;
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
