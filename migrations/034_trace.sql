-- oldest-program: 0.1.0
-- A trace goes with a month from the call that schedules it, through its messages and those of its ISBNs, into its dead
-- letters (W3C Trace Context, version 00). A replay is a trace of its own that links to the old one. Programs that know
-- nothing of it send and read the same messages as before.

ALTER TABLE backfill_log
    ADD COLUMN traceparent text CHECK (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'),
    ADD COLUMN tracelink   text CHECK (tracelink ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');
COMMENT ON COLUMN backfill_log.traceparent IS 'The trace of the call that scheduled the job in force; NULL: it was scheduled before traces were kept.';
COMMENT ON COLUMN backfill_log.tracelink IS 'The trace of the dead letter that this job replays.';

-- Whoever carries a trace into a transaction sets it by trace_set.sql; else the first job of the transaction begins one.
CREATE FUNCTION trace_here() RETURNS text
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    trace text := nullif(current_setting('backfill.traceparent', true), '');
BEGIN
    IF trace IS NULL THEN
        trace := '00-' || replace(gen_random_uuid()::text, '-', '') || '-'
                 || right(replace(gen_random_uuid()::text, '-', ''), 16) || '-01';
        PERFORM set_config('backfill.traceparent', trace, true);
    END IF;
    RETURN trace;
END
$$;
COMMENT ON FUNCTION trace_here IS 'The trace of this transaction, begun where it has none.';

CREATE FUNCTION trace_headers(p_traceparent text, p_tracelink text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT jsonb_strip_nulls(jsonb_build_object('traceparent', p_traceparent, 'tracelink', p_tracelink)) $$;
COMMENT ON FUNCTION trace_headers IS 'The headers of a message that carry a trace.';

CREATE FUNCTION trace_link(p_headers jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT substring(p_headers ->> 'traceparent' FROM '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$') $$;
COMMENT ON FUNCTION trace_link IS 'The trace that the headers of a letter name; NULL: none, or something that is none.';

-- Its name stands before that of backfill_log_compared, which may let a row stand again with the trace that it had.
CREATE FUNCTION trace_begin() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.traceparent := CASE WHEN NEW.job_id IS NOT NULL THEN trace_here() END;
    NEW.tracelink := CASE WHEN NEW.job_id IS NOT NULL AND NEW.replay_of IS NOT NULL
                          THEN (SELECT trace_link(d.headers) FROM dead_letter d WHERE d.id = NEW.replay_of) END;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION trace_begin IS 'Trigger of backfill_log: a new job has the trace of its transaction, and links to that of the letter which it replays.';
CREATE TRIGGER backfill_log_begin_trace BEFORE UPDATE OF job_id ON backfill_log
    FOR EACH ROW WHEN (NEW.job_id IS DISTINCT FROM OLD.job_id) EXECUTE FUNCTION trace_begin();

-- ---- what carries it ----

CREATE OR REPLACE FUNCTION month_message(l backfill_log, rests_ms bigint DEFAULT 0) RETURNS SETOF outbox_message
    LANGUAGE sql STABLE
    AS $$
SELECT 'backfill', 'backfill.month.v1', l.job_id::text, l.job_id::text, 'application/json', trace_headers(l.traceparent, l.tracelink),
       backfill_message(l), l.year, l.month, l.job_id,
       greatest(l.retry_at, clock_timestamp() + rests_ms * interval '1 ms')
$$;

CREATE OR REPLACE FUNCTION month_letter(l backfill_log, letter_id text, reason text, attempts integer, claim uuid)
    RETURNS SETOF outbox_message
    LANGUAGE sql STABLE
    AS $$
SELECT 'backfill_dead', 'backfill.month.v1', l.job_id::text, l.job_id::text, 'application/json',
       dead_letter_headers(coalesce(letter_id, gen_random_uuid()::text), reason, l.error_class, l.error_message,
                           attempts, (SELECT a.worker FROM backfill_attempt a WHERE a.claim_token = claim),
                           (SELECT min(a.started_at) FROM backfill_attempt a WHERE a.job_id = l.job_id),
                           l.completed_at) || trace_headers(l.traceparent, l.tracelink),
       backfill_message(l), l.year, l.month, l.job_id, clock_timestamp()
$$;

CREATE OR REPLACE FUNCTION dead_letter_send(d dead_letter, p_body bytea, p_enrichment_dlq text) RETURNS void
    LANGUAGE sql VOLATILE
    AS $$
INSERT INTO outbox (destination, type, message_id, correlation_id, content_type, headers, body)
SELECT CASE WHEN d.queue = p_enrichment_dlq THEN 'enrichment' ELSE 'backfill' END, d.type,
       CASE WHEN p_body IS NULL THEN d.message_id ELSE gen_random_uuid()::text END,
       d.headers ->> 'amqp.correlation_id', d.headers ->> 'amqp.content_type',
       (SELECT coalesce(jsonb_object_agg(h.key, h.value), '{}')
          FROM jsonb_each(d.headers) h
         WHERE h.key NOT LIKE 'x-%' AND h.key NOT LIKE 'backfill-%' AND h.key NOT LIKE 'amqp.%'
           AND h.key NOT IN ('traceparent', 'tracestate', 'tracelink'))
       || jsonb_build_object('replayed-letter', d.letter_id) || trace_headers(trace_here(), trace_link(d.headers)),
       coalesce(p_body, d.body)
$$;
