-- oldest-program: 0.1.0
-- What touches many dead letters or months is one operation, which outlives whoever began it.

CREATE TABLE operation (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text NOT NULL
                    CHECK (kind IN ('replay', 'discard', 'restore', 'cancel', 'unhold', 'reset', 'schedule')),
    state           text NOT NULL
                    CHECK (state IN ('planned', 'running', 'paused', 'completed', 'cancelled')),
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor           text NOT NULL,
    why             text,
    request         jsonb NOT NULL DEFAULT '{}',
    force           boolean NOT NULL DEFAULT false,
    keep_going      boolean NOT NULL DEFAULT false,
    ramp            integer[] CHECK (cardinality(ramp) > 0 AND 0 <= ALL(ramp)),
    step            integer NOT NULL DEFAULT 1 CHECK (step >= 1),
    step_sent       integer NOT NULL DEFAULT 0 CHECK (step_sent >= 0),
    wait_ms         bigint NOT NULL DEFAULT 900000 CHECK (wait_ms >= 0),
    rate_per_minute integer CHECK (rate_per_minute BETWEEN 1 AND 60000),
    next_at         timestamptz,
    resumed_at      timestamptz,
    ended_at        timestamptz,
    because         text,
    CONSTRAINT operation_ended CHECK ((ended_at IS NOT NULL) = (state IN ('completed', 'cancelled'))),
    CONSTRAINT operation_next_at CHECK ((next_at IS NOT NULL) = (state = 'running'))
);
CREATE INDEX operation_running ON operation (next_at) WHERE state = 'running';
COMMENT ON TABLE operation IS 'What a person does to many dead letters or months: the selection is frozen in operation_item, and any janitor carries it on.';
COMMENT ON COLUMN operation.why IS 'Why the person does it.';
COMMENT ON COLUMN operation.request IS 'The filters and options as they were given.';
COMMENT ON COLUMN operation.force IS 'Of a replay: also where the month is open, or completed since.';
COMMENT ON COLUMN operation.keep_going IS 'Of a replay: go on although one died of the same again.';
COMMENT ON COLUMN operation.ramp IS 'How many letters each step sends, 0: all that are left; the last number counts for the steps behind it, too. A step begins when all that was sent has ended. NULL: one step.';
COMMENT ON COLUMN operation.wait_ms IS 'How long a step waits for what it has sent before the operation pauses, and a letter without a month for coming back.';
COMMENT ON COLUMN operation.next_at IS 'While it runs: not before this moment is there anything to do.';
COMMENT ON COLUMN operation.resumed_at IS 'What died before this does not stop it again.';
COMMENT ON COLUMN operation.because IS 'Why it paused by itself, or what it ended with.';

CREATE TABLE operation_item (
    operation_id bigint NOT NULL REFERENCES operation ON DELETE CASCADE,
    position     integer NOT NULL,
    letter_id    bigint,
    year         smallint,
    month        smallint,
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'skipped', 'cancelled')),
    result       text,
    detail       jsonb,
    body         bytea,
    job_id       uuid,
    done_at      timestamptz,
    outcome      text CHECK (outcome IN ('completed', 'died_same', 'died_otherwise', 'replaced', 'unknown')),
    judged_at    timestamptz,
    PRIMARY KEY (operation_id, position),
    CONSTRAINT operation_item_done CHECK ((done_at IS NOT NULL) = (state IN ('done', 'skipped'))),
    CONSTRAINT operation_item_outcome CHECK (outcome IS NULL OR state = 'done'),
    CONSTRAINT operation_item_judged CHECK ((judged_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX operation_item_waiting ON operation_item (operation_id, position) WHERE state = 'waiting';
CREATE INDEX operation_item_open ON operation_item (operation_id) WHERE state = 'done' AND outcome IS NULL;
CREATE INDEX operation_item_letter_id ON operation_item (letter_id) WHERE letter_id IS NOT NULL;
COMMENT ON TABLE operation_item IS 'The frozen selection of an operation: one row a dead letter or month.';
COMMENT ON COLUMN operation_item.result IS 'What was done, or why it was left alone.';
COMMENT ON COLUMN operation_item.detail IS 'Of a plan: the row of the month as it was seen.';
COMMENT ON COLUMN operation_item.body IS 'Of a letter that was edited: what it says in place of its body; year and month are those that this names.';
COMMENT ON COLUMN operation_item.outcome IS 'How what was sent has ended: its month completed; died of the same, or of something else; another job has replaced it; unknown: it names no month, and has not come back. NULL: it has not ended.';

ALTER TABLE control ADD COLUMN letters_collected_at timestamptz;
COMMENT ON COLUMN control.letters_collected_at IS 'When the dead-letter queues were last emptied into the archive: what died before is there.';

-- A letter whose month completed since is closed by itself.
ALTER TABLE dead_letter DROP CONSTRAINT dead_letter_state_check;
ALTER TABLE dead_letter ADD CONSTRAINT dead_letter_state_check
    CHECK (state IN ('archived', 'replayed', 'discarded', 'closed'));
ALTER TABLE dead_letter ADD COLUMN settled_because text;
COMMENT ON COLUMN dead_letter.settled_because IS 'Why it is not open any more, where its state alone does not say it.';
-- For the groups of a hundred thousand letters, without reading their bodies.
CREATE INDEX dead_letter_state_fingerprint ON dead_letter (state, fingerprint)
    INCLUDE (year, month, archived_at, last_at, id);
CREATE INDEX dead_letter_open_month ON dead_letter (year, month) WHERE state = 'archived';
-- Anybody may send this header, as long as it likes; an index holds no long text.
CREATE INDEX dead_letter_replayed_letter ON dead_letter (left(headers ->> 'replayed-letter', 36))
    WHERE headers ? 'replayed-letter';

CREATE FUNCTION dead_letter_closed_because(year integer, month integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT 'its month ' || year || '-' || lpad(month::text, 2, '0') || ' completed' $$;
COMMENT ON FUNCTION dead_letter_closed_because IS 'What a letter says that was closed by itself.';

-- Close the open letters whose months completed since they died. A letter of a job needs no look at times:
-- the month that completed is what that job was for. Of poison the month is only what its body names.
CREATE FUNCTION dead_letters_close() RETURNS bigint
    LANGUAGE sql VOLATILE
    AS $$
WITH finished AS (
    SELECT d.id, l.year, l.month, l.completed_at
      FROM backfill_log l
      JOIN dead_letter d ON d.year = l.year AND d.month = l.month AND d.state = 'archived'
     WHERE l.status = 'completed' AND d.type IS DISTINCT FROM 'backfill.enrichment.v1'
       AND ((d.job_id IS NOT NULL AND d.reason <> 'poison') OR l.completed_at >= least(d.last_at, d.archived_at))
     ORDER BY d.id
       FOR UPDATE OF d SKIP LOCKED
), closed AS (
    UPDATE dead_letter d
       SET state = 'closed', settled_at = clock_timestamp(), settled_because = dead_letter_closed_because(f.year, f.month)
      FROM finished f
     WHERE d.id = f.id
    RETURNING d.id
)
SELECT count(*) FROM closed
$$;
COMMENT ON FUNCTION dead_letters_close IS 'Close the open letters whose months completed since; returns how many.';

-- What a replay does with a letter, and with its month where it has a row; or why it does nothing.
CREATE FUNCTION dead_letter_verdict(d dead_letter, l backfill_log, p_force boolean) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT CASE WHEN d.id IS NULL THEN 'gone'
            WHEN d.state = 'discarded' THEN 'discarded'
            WHEN d.state = 'replayed' AND NOT p_force THEN 'replayed'
            WHEN d.state = 'closed' AND NOT p_force THEN 'completed'
            WHEN l.year IS NULL AND d.body_bytes > octet_length(d.body) THEN 'no_body'
            WHEN l.year IS NULL THEN 'bytes'
            WHEN p_force THEN 'scheduled'
            WHEN l.held THEN 'held'
            WHEN l.status IN ('queued', 'processing', 'retry') THEN 'open'
            WHEN l.status = 'completed' THEN 'completed'
            ELSE 'scheduled' END
$$;
COMMENT ON FUNCTION dead_letter_verdict IS
    'scheduled, bytes: what a replay does; otherwise why it leaves the letter alone. A letter without a row in backfill_log has a NULL month.';

-- Schedule the month of a letter again: a new job, counters at zero, checkpoints kept unless it completed.
-- The caller has locked both rows.
CREATE FUNCTION dead_letter_schedule(p_letter bigint, m backfill_log, p_actor text) RETURNS uuid
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    job uuid := gen_random_uuid();
    fresh boolean := m.status = 'completed';
BEGIN
    UPDATE backfill_attempt a
       SET outcome = 'cancelled', ended_at = greatest(clock_timestamp(), a.started_at),
           error_class = 'cancelled', error_message = 'replayed by ' || p_actor
     WHERE a.claim_token = m.claim_token AND a.outcome = 'running';
    DELETE FROM outbox o WHERE o.job_id = m.job_id AND o.destination = 'backfill';
    WITH scheduled AS (
        UPDATE backfill_log l
           SET status = 'queued',
               held = false,
               job_id = job,
               replay_of = p_letter,
               queued_at = clock_timestamp(),
               announced_at = clock_timestamp(),
               owner = NULL, claim_token = NULL, checkpoint_at = NULL,
               started_at = NULL, completed_at = NULL, retry_at = NULL, last_retry_at = NULL, waits_for = NULL,
               error_class = NULL, error_message = NULL,
               retry_count = 0, crash_count = 0,
               books_generated = 0, isbns_resolved = 0, isbns_queued = 0, resolution_rate = NULL,
               gemini_calls = 0, xai_calls = 0, isbndb_calls = 0,
               prompt_variant = coalesce(l.prompt_variant,
                                         CASE WHEN l.year >= 2020 THEN 'contemporary-notable' ELSE 'baseline' END),
               generation = l.generation + fresh::int,
               stage = CASE WHEN NOT fresh THEN l.stage END,
               generator_failures = CASE WHEN fresh THEN '{}' ELSE l.generator_failures END
         WHERE l.year = m.year AND l.month = m.month
        RETURNING l.*
    )
    INSERT INTO outbox_message SELECT o.* FROM scheduled s, month_message(s) o;
    RETURN job;
END
$$;
COMMENT ON FUNCTION dead_letter_schedule IS 'Schedule the month of a dead letter again; returns its new job.';

-- A letter without a month goes back to its queue: its bytes, or those it was edited to under an id of their
-- own, without the headers that brokers and we have put on. It names the letter, so that a death is known again.
CREATE FUNCTION dead_letter_send(d dead_letter, p_body bytea, p_enrichment_dlq text) RETURNS void
    LANGUAGE sql VOLATILE
    AS $$
INSERT INTO outbox (destination, type, message_id, correlation_id, content_type, headers, body)
SELECT CASE WHEN d.queue = p_enrichment_dlq THEN 'enrichment' ELSE 'backfill' END, d.type,
       CASE WHEN p_body IS NULL THEN d.message_id ELSE gen_random_uuid()::text END,
       d.headers ->> 'amqp.correlation_id', d.headers ->> 'amqp.content_type',
       (SELECT coalesce(jsonb_object_agg(h.key, h.value), '{}')
          FROM jsonb_each(d.headers) h
         WHERE h.key NOT LIKE 'x-%' AND h.key NOT LIKE 'backfill-%' AND h.key NOT LIKE 'amqp.%')
       || jsonb_build_object('replayed-letter', d.letter_id), coalesce(p_body, d.body)
$$;
COMMENT ON FUNCTION dead_letter_send IS 'Send a dead letter to its queue again, as it was or with another body.';

-- Replay the next letters of an operation. Months are locked before letters, as month_complete does it, and
-- everything is read after that. Several letters of one month are served by one job.
CREATE FUNCTION operation_replay(p_operation bigint, p_force boolean, p_actor text, p_enrichment_dlq text,
                                 p_at_most integer) RETURNS TABLE (sent integer, taken integer)
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    item operation_item;
    letter dead_letter;
    l backfill_log;
    verdict text;
    job uuid;
BEGIN
    sent := 0;
    taken := 0;
    PERFORM FROM backfill_log b
      WHERE (b.year, b.month) IN (SELECT i.year, i.month FROM operation_item i
                                   WHERE i.operation_id = p_operation AND i.state = 'waiting'
                                   ORDER BY i.position LIMIT p_at_most)
      ORDER BY b.year, b.month
        FOR UPDATE;
    PERFORM FROM dead_letter d
      WHERE d.id IN (SELECT i.letter_id FROM operation_item i
                      WHERE i.operation_id = p_operation AND i.state = 'waiting'
                      ORDER BY i.position LIMIT p_at_most)
      ORDER BY d.id
        FOR UPDATE;
    FOR item IN SELECT i.* FROM operation_item i
                 WHERE i.operation_id = p_operation AND i.state = 'waiting'
                 ORDER BY i.position LIMIT p_at_most LOOP
        SELECT d.* INTO letter FROM dead_letter d WHERE d.id = item.letter_id;
        SELECT b.* INTO l FROM backfill_log b
         WHERE b.year = item.year AND b.month = item.month AND letter.queue <> p_enrichment_dlq;
        job := l.job_id;
        IF letter.state IN ('archived', 'closed')
           AND EXISTS (SELECT FROM operation_item i WHERE i.operation_id = p_operation AND i.job_id = l.job_id) THEN
            verdict := 'together';
        ELSE
            verdict := dead_letter_verdict(letter, l, p_force);
        END IF;
        IF verdict = 'no_body' AND item.body IS NOT NULL THEN
            verdict := 'bytes';
        END IF;
        IF verdict = 'scheduled' THEN
            job := dead_letter_schedule(letter.id, l, p_actor);
        ELSIF verdict = 'bytes' THEN
            PERFORM dead_letter_send(letter, item.body, p_enrichment_dlq);
        END IF;
        taken := taken + 1;
        IF verdict IN ('scheduled', 'together', 'bytes') THEN
            sent := sent + (verdict <> 'together')::int;
            UPDATE dead_letter d
               SET state = 'replayed', settled_at = clock_timestamp(), settled_because = NULL, replay_job_id = job
             WHERE d.id = letter.id;
            INSERT INTO operator_action (actor, action, subject, detail)
            VALUES (p_actor, 'dlq_replay', 'letter ' || letter.id,
                    jsonb_build_object('what', verdict, 'force', p_force, 'status', l.status, 'job_id', job,
                                       'operation', p_operation));
            UPDATE operation_item i
               SET state = 'done', result = CASE WHEN i.body IS NOT NULL AND verdict = 'bytes' THEN 'edited' ELSE verdict END,
                   done_at = clock_timestamp(), job_id = job
             WHERE i.operation_id = p_operation AND i.position = item.position;
        ELSE
            UPDATE operation_item i
               SET state = 'skipped', result = verdict, done_at = clock_timestamp()
             WHERE i.operation_id = p_operation AND i.position = item.position;
        END IF;
    END LOOP;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION operation_replay IS 'Replay the next letters of an operation: how many were sent, and how many were taken in hand.';

-- Discard or restore the next letters of an operation.
CREATE FUNCTION operation_settle(p_operation bigint, p_kind text, p_why text, p_actor text, p_at_most integer)
    RETURNS integer
    LANGUAGE sql VOLATILE
    AS $$
WITH item AS MATERIALIZED (
    SELECT i.position, i.letter_id FROM operation_item i
     WHERE i.operation_id = p_operation AND i.state = 'waiting'
     ORDER BY i.position LIMIT p_at_most
), letter AS MATERIALIZED (
    SELECT d.id, d.state FROM dead_letter d
     WHERE d.id IN (SELECT letter_id FROM item)
     ORDER BY d.id
       FOR UPDATE
), settled AS (
    UPDATE dead_letter d
       SET state = CASE p_kind WHEN 'discard' THEN 'discarded' ELSE 'archived' END,
           settled_at = CASE p_kind WHEN 'discard' THEN clock_timestamp() END,
           settled_because = CASE p_kind WHEN 'discard' THEN p_why END
      FROM letter l
     WHERE d.id = l.id AND l.state = CASE p_kind WHEN 'discard' THEN 'archived' ELSE 'discarded' END
    RETURNING d.id
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT p_actor, 'dlq_' || p_kind, 'letter ' || s.id, jsonb_build_object('operation', p_operation) FROM settled s
), done AS (
    UPDATE operation_item i
       SET state = CASE WHEN s.id IS NOT NULL THEN 'done' ELSE 'skipped' END,
           result = CASE WHEN s.id IS NOT NULL THEN CASE p_kind WHEN 'discard' THEN 'discarded' ELSE 'restored' END
                         ELSE coalesce(l.state, 'gone') END,
           done_at = clock_timestamp()
      FROM item n
      LEFT JOIN letter l ON l.id = n.letter_id
      LEFT JOIN settled s ON s.id = n.letter_id
     WHERE i.operation_id = p_operation AND i.position = n.position
    RETURNING 1
)
SELECT count(*)::integer FROM done
$$;
COMMENT ON FUNCTION operation_settle IS 'Discard or restore the next letters of an operation; returns how many were taken in hand.';

-- How what a replay has sent has ended. A month is judged by its row, whose letter may not be collected yet. That
-- a letter without a month did not come back says something only where a consumer could have taken it, and the
-- dead letters were collected after the time to wait: p_needs_proof asks for both.
CREATE FUNCTION operation_judge(p_operation bigint, p_wait_ms bigint, p_needs_proof boolean) RETURNS void
    LANGUAGE sql VOLATILE
    AS $$
WITH ended AS (
    SELECT i.position,
           CASE WHEN i.job_id IS NULL THEN
                     CASE WHEN back.fingerprint = d.fingerprint THEN 'died_same'
                          WHEN back.fingerprint IS NOT NULL THEN 'died_otherwise'
                          WHEN i.done_at < clock_timestamp() - p_wait_ms * interval '1 ms'
                               AND (NOT p_needs_proof
                                    OR (EXISTS (SELECT FROM process p
                                                 WHERE p.heartbeat_at > i.done_at + p_wait_ms * interval '0.5 ms')
                                        AND EXISTS (SELECT FROM control c
                                                     WHERE c.letters_collected_at > i.done_at + p_wait_ms * interval '1 ms')))
                               THEN 'unknown' END
                WHEN l.job_id IS DISTINCT FROM i.job_id THEN 'replaced'
                WHEN l.status = 'completed' THEN 'completed'
                WHEN l.status <> 'failed' THEN NULL
                WHEN dead_letter_fingerprint(CASE l.error_class WHEN 'crash' THEN 'worker_crashed' ELSE 'month_failed' END,
                                             l.error_class, l.error_message) = d.fingerprint THEN 'died_same'
                ELSE 'died_otherwise' END AS outcome
      FROM operation_item i
      LEFT JOIN dead_letter d ON d.id = i.letter_id
      LEFT JOIN backfill_log l ON l.year = i.year AND l.month = i.month
      LEFT JOIN LATERAL (SELECT b.fingerprint FROM dead_letter b
                          WHERE i.job_id IS NULL AND b.headers ? 'replayed-letter'
                            AND left(b.headers ->> 'replayed-letter', 36) = d.letter_id::text AND b.archived_at >= i.done_at
                          ORDER BY b.id LIMIT 1) back ON true
     WHERE i.operation_id = p_operation AND i.state = 'done' AND i.outcome IS NULL
)
UPDATE operation_item i
   SET outcome = e.outcome, judged_at = clock_timestamp()
  FROM ended e
 WHERE i.operation_id = p_operation AND i.position = e.position AND e.outcome IS NOT NULL
$$;
COMMENT ON FUNCTION operation_judge IS 'Keep how the letters that an operation has sent have ended.';

-- Carry on one operation that is due: judge what it has sent, stop it or go to its next step, and take its next
-- items in hand. Its row is locked, so that one process at a time does so. A moment that lies more than an hour
-- ahead was set before the clock was set back.
CREATE FUNCTION operation_advance(p_id bigint, p_at_most integer, p_enrichment_dlq text)
    RETURNS TABLE (operation_id bigint, is_state text, sent integer)
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    op operation;
    died bigint;
    is_waiting boolean;
    is_open boolean;
    size integer := p_at_most;
    between interval;
    taken integer := 0;
BEGIN
    SELECT o.* INTO op FROM operation o
     WHERE o.state = 'running' AND (p_id IS NULL OR o.id = p_id)
       AND (o.next_at <= clock_timestamp() OR o.next_at > clock_timestamp() + interval '1 hour')
     ORDER BY o.next_at
     LIMIT 1
       FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    sent := 0;
    IF op.kind = 'replay' THEN
        PERFORM operation_judge(op.id, op.wait_ms, op.ramp IS NOT NULL);
    END IF;
    is_waiting := EXISTS (SELECT FROM operation_item i WHERE i.operation_id = op.id AND i.state = 'waiting');
    is_open := op.kind = 'replay'
               AND EXISTS (SELECT FROM operation_item i
                            WHERE i.operation_id = op.id AND i.state = 'done' AND i.outcome IS NULL);
    IF is_waiting AND NOT op.keep_going THEN
        SELECT i.letter_id INTO died FROM operation_item i
         WHERE i.operation_id = op.id AND i.judged_at > coalesce(op.resumed_at, op.created_at)
           AND (i.outcome = 'died_same' OR (i.outcome = 'died_otherwise' AND op.ramp IS NOT NULL))
         ORDER BY i.judged_at LIMIT 1;
    END IF;
    op.next_at := greatest(op.next_at, clock_timestamp() - interval '1 second');
    IF died IS NOT NULL THEN
        op.state := 'paused';
        op.because := 'letter ' || died || ' was sent again, and has died again';
    ELSIF NOT is_waiting THEN
        op.state := CASE WHEN is_open THEN 'running' ELSE 'completed' END;
        op.next_at := clock_timestamp() + interval '1 second';
    ELSE
        IF op.ramp IS NOT NULL AND op.ramp[least(op.step, cardinality(op.ramp))] > 0 THEN
            IF op.step_sent >= op.ramp[least(op.step, cardinality(op.ramp))] AND NOT is_open THEN
                op.step := op.step + 1;
                op.step_sent := 0;
            END IF;
            IF op.ramp[least(op.step, cardinality(op.ramp))] > 0 THEN
                size := op.ramp[least(op.step, cardinality(op.ramp))] - op.step_sent;
            END IF;
        END IF;
        IF size <= 0 THEN
            op.next_at := clock_timestamp() + interval '500 ms';
            IF NOT EXISTS (SELECT FROM operation_item i
                            WHERE i.operation_id = op.id AND i.state = 'done' AND i.outcome IS NULL
                              AND greatest(i.done_at, op.resumed_at)
                                  > clock_timestamp() - (op.wait_ms + 5000) * interval '1 ms') THEN
                op.state := 'paused';
                op.because := 'what step ' || op.step || ' has sent has not ended within '
                              || CASE WHEN op.wait_ms < 120000 THEN op.wait_ms / 1000 || ' seconds'
                                      ELSE op.wait_ms / 60000 || ' minutes' END;
            END IF;
        ELSE
            between := interval '1 minute' / op.rate_per_minute;
            size := least(size, p_at_most, 1 + floor(extract(epoch FROM clock_timestamp() - op.next_at)
                                                     / extract(epoch FROM between))::integer);
            -- One that cannot be done must not hold up the others, nor the janitors that try it.
            BEGIN
                IF op.kind = 'replay' THEN
                    SELECT r.sent, r.taken INTO sent, taken
                      FROM operation_replay(op.id, op.force, op.actor, p_enrichment_dlq, size) r;
                ELSE
                    taken := operation_settle(op.id, op.kind, op.why, op.actor, size);
                END IF;
            EXCEPTION WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded THEN
                sent := 0;
                op.state := 'paused';
                op.because := 'the database refuses its next letters: ' || SQLERRM;
            END;
            op.step_sent := op.step_sent + sent;
            op.next_at := CASE WHEN between IS NULL THEN clock_timestamp() ELSE op.next_at + sent * between END;
            IF NOT EXISTS (SELECT FROM operation_item i
                            WHERE i.operation_id = op.id
                              AND (i.state = 'waiting' OR (op.kind = 'replay' AND i.state = 'done' AND i.outcome IS NULL))) THEN
                op.state := 'completed';
            END IF;
        END IF;
    END IF;
    UPDATE operation o
       SET state = op.state, because = op.because, step = op.step, step_sent = op.step_sent,
           next_at = CASE WHEN op.state = 'running' THEN op.next_at END,
           ended_at = CASE WHEN op.state = 'completed' THEN clock_timestamp() END
     WHERE o.id = op.id;
    operation_id := op.id;
    is_state := op.state;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION operation_advance IS
    'Carry on one operation, p_id or any: nothing is returned where none is due or another process has it in hand.';

-- The letters that filters, or their numbers, name; the smallest number first.
CREATE FUNCTION dead_letters_selected(p_ids bigint[], p_state text, p_queue text, p_class text, p_from integer,
                                      p_to integer, p_since_ms bigint, p_until_ms bigint, p_text text, p_group text)
    RETURNS SETOF dead_letter
    LANGUAGE sql STABLE
    AS $$
SELECT d.* FROM dead_letter d WHERE p_ids IS NOT NULL AND d.id = ANY(p_ids)
UNION ALL
SELECT d.* FROM dead_letter d
 WHERE p_ids IS NULL AND (p_state IS NULL OR d.state = p_state)
   AND dead_letter_matches(d, p_queue, p_class, p_from, p_to, p_since_ms, p_until_ms, p_text, p_group)
$$;
COMMENT ON FUNCTION dead_letters_selected IS 'The dead letters of a selection: those of p_ids, or where that is NULL those that fit the filters.';
