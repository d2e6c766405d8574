-- oldest-program: 0.1.0
-- Months are chosen and scheduled by the same functions, whoever asks: a command, a plan, a standing order.
-- Each choice is an operation, which also keeps the months that were left out, and why.

CREATE FUNCTION schedule_due(l backfill_log, p_after_days integer) RETURNS date
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT (make_date(l.year, l.month, 1) + interval '1 month')::date + p_after_days $$;
COMMENT ON FUNCTION schedule_due IS 'The day on which a month is due: so many days after its end.';

CREATE FUNCTION schedule_reason(l backfill_log, p_only text, p_early boolean, p_after_days integer) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT CASE WHEN l.held THEN 'held'
            WHEN NOT CASE p_only
                         WHEN 'missing' THEN l.status = 'pending'
                         WHEN 'failed' THEN l.status = 'failed'
                         WHEN 'partial' THEN l.status = 'completed' AND l.generator_failures <> '{}'
                         WHEN 'unresolved' THEN l.status = 'completed' AND l.isbns_resolved < l.books_generated
                         WHEN 'empty' THEN l.status = 'completed' AND l.books_generated = 0
                         WHEN 'all' THEN l.status IN ('pending', 'failed', 'completed')
                     END THEN l.status
            WHEN NOT p_early AND schedule_due(l, p_after_days) > (clock_timestamp() AT TIME ZONE 'UTC')::date THEN 'not_due'
       END
$$;
COMMENT ON FUNCTION schedule_reason IS 'Why a month is not chosen: held, its status, not_due. NULL: it is.';

-- What a plan must find again. Whatever begins, ends or changes the work on a month changes some of it.
CREATE FUNCTION schedule_seen(l backfill_log) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
SELECT jsonb_build_object('status', l.status, 'held', l.held, 'job_id', l.job_id, 'generation', l.generation,
                          'stage', l.stage, 'prompt_variant', l.prompt_variant, 'books', l.batch_size,
                          'error_class', l.error_class, 'books_generated', l.books_generated,
                          'isbns_resolved', l.isbns_resolved, 'generator_failures', l.generator_failures)
$$;
COMMENT ON FUNCTION schedule_seen IS 'The row of a month as a plan keeps it.';

-- Choose months as the request of an operation says, lock them, and write an item for each month of the
-- range. Rows that are locked are passed by. Everything is read again after the locks. Checkpoints are kept
-- where the books that they hold are the ones asked for; else a new generation begins.
CREATE FUNCTION schedule_choose(p_operation bigint) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    r record; -- the request
    first integer;
    last integer;
    direction integer;
    chosen integer[];
    edge integer; -- the last that was chosen, in the order of choosing
BEGIN
    SELECT q.* INTO r
      FROM operation o,
           jsonb_to_record(o.request) AS q ("from" text, "to" text, batch_size integer, allowed integer, "only" text,
                                            "order" text, prompt_variant text, force_retry boolean, books integer,
                                            after_days integer, early boolean)
     WHERE o.id = p_operation;
    direction := CASE WHEN r."order" = 'oldest' THEN 1 ELSE -1 END;
    -- A range with an open side is that of the months that are in the table.
    SELECT coalesce(left(r."from", 4)::integer * 12 + right(r."from", 2)::integer, min(l.year * 12 + l.month)),
           coalesce(left(r."to", 4)::integer * 12 + right(r."to", 2)::integer, max(l.year * 12 + l.month))
      INTO first, last
      FROM backfill_log l;
    SELECT coalesce(array_agg(p.n), '{}'), max(p.n * direction) INTO chosen, edge
      FROM (SELECT l.year * 12 + l.month AS n
              FROM backfill_log l
             WHERE l.year * 12 + l.month BETWEEN first AND last
               AND schedule_reason(l, r."only", r.early, r.after_days) IS NULL
             ORDER BY (l.year * 12 + l.month) * direction
             LIMIT r.allowed
               FOR UPDATE SKIP LOCKED) p;
    INSERT INTO operation_item (operation_id, position, year, month, state, result, detail, done_at)
    SELECT p_operation, row_number() OVER (ORDER BY j.n * direction), (j.n - 1) / 12, (j.n - 1) % 12 + 1,
           CASE WHEN j.taken THEN 'waiting' ELSE 'skipped' END,
           CASE WHEN NOT j.taken THEN
               coalesce(j.reason, CASE WHEN NOT j.behind THEN 'in_change'
                                       WHEN cardinality(chosen) + j.number <= r.batch_size THEN 'throttled'
                                       ELSE 'beyond_batch' END) END,
           CASE WHEN j.taken THEN j.will ELSE j.is END,
           CASE WHEN NOT j.taken THEN clock_timestamp() END
      FROM (SELECT s.n, c.n IS NOT NULL AS taken, e.reason, b.behind,
                   count(*) FILTER (WHERE c.n IS NULL AND e.reason IS NULL AND b.behind) OVER (ORDER BY s.n * direction) AS number,
                   jsonb_strip_nulls(jsonb_build_object('status', l.status, 'until', CASE WHEN e.reason = 'not_due' THEN d.due END)) AS is,
                   jsonb_build_object('seen', schedule_seen(l), 'prompt_variant', v.variant, 'books', v.books,
                                      'generation', l.generation + f.fresh::integer, 'fresh', f.fresh,
                                      'buys_again', f.fresh AND (l.status <> 'completed' OR l.books_generated > 0),
                                      'stage', CASE WHEN f.fresh THEN NULL WHEN r."only" = 'unresolved' THEN 'generated'
                                                    WHEN r."only" = 'partial' THEN 'answered' ELSE l.stage END,
                                      'reopens', r."only" = 'unresolved',
                                      'note', concat_ws(', ', CASE WHEN f.fresh THEN 'a new generation of books'
                                                                   WHEN l.stage IS NOT NULL THEN 'goes on from its checkpoint' END,
                                                        CASE WHEN d.due > (clock_timestamp() AT TIME ZONE 'UTC')::date
                                                             THEN 'early: due ' || d.due END)) AS will
              FROM generate_series(first, last) AS s (n)
              LEFT JOIN backfill_log l ON l.year = (s.n - 1) / 12 AND l.month = (s.n - 1) % 12 + 1
              LEFT JOIN unnest(chosen) AS c (n) ON c.n = s.n,
                   LATERAL (SELECT CASE WHEN l.year IS NULL THEN 'not_seeded'
                                        ELSE schedule_reason(l, r."only", r.early, r.after_days) END) e (reason),
                   LATERAL (SELECT cardinality(chosen) >= r.allowed AND s.n * direction > coalesce(edge, -100000)) b (behind),
                   LATERAL (SELECT schedule_due(l, r.after_days)) d (due),
                   LATERAL (SELECT l.stage IS NOT NULL AND NOT r.force_retry
                                   AND (l.status <> 'completed' OR r."only" IN ('unresolved', 'partial'))) k (keeps),
                   LATERAL (SELECT coalesce(r.prompt_variant, CASE WHEN k.keeps THEN l.prompt_variant END,
                                            CASE WHEN l.year >= 2020 THEN 'contemporary-notable' ELSE 'baseline' END),
                                   coalesce(r.books, CASE WHEN k.keeps THEN l.batch_size END, 20)) v (variant, books),
                   LATERAL (SELECT (l.stage IS NOT NULL OR l.status = 'completed')
                                   AND NOT (k.keeps AND v.variant IS NOT DISTINCT FROM l.prompt_variant
                                            AND v.books = l.batch_size)) f (fresh)
             WHERE l.year IS NOT NULL OR (r."from" IS NOT NULL AND r."to" IS NOT NULL)) j;
END
$$;
COMMENT ON FUNCTION schedule_choose IS
    'Write the items of an operation: waiting for the months that are chosen, which are locked then, skipped for those that are left out.';

-- Give each chosen month of an operation a new job, and announce it. The caller has locked the months.
CREATE FUNCTION schedule_take(p_operation bigint, p_actor text) RETURNS integer
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    months integer;
BEGIN
    WITH will AS (
        SELECT i.position, i.year, i.month, w.*
          FROM operation_item i,
               jsonb_to_record(i.detail) AS w (prompt_variant text, books integer, fresh boolean, stage text, reopens boolean)
         WHERE i.operation_id = p_operation AND i.state = 'waiting'
    ), scheduled AS (
        UPDATE backfill_log l
           SET status = 'queued',
               job_id = gen_random_uuid(),
               queued_at = clock_timestamp(),
               announced_at = clock_timestamp(),
               started_at = NULL,
               completed_at = NULL,
               retry_at = NULL,
               last_retry_at = NULL,
               error_class = NULL,
               error_message = NULL,
               retry_count = 0,
               crash_count = 0,
               replay_of = NULL,
               books_generated = 0,
               isbns_resolved = 0,
               isbns_queued = 0,
               resolution_rate = NULL,
               gemini_calls = 0,
               xai_calls = 0,
               isbndb_calls = 0,
               prompt_variant = w.prompt_variant,
               batch_size = w.books,
               generation = l.generation + w.fresh::integer,
               stage = w.stage,
               generator_failures = CASE WHEN w.fresh THEN '{}' ELSE l.generator_failures END,
               checkpoint_at = NULL
          FROM will w
         WHERE l.year = w.year AND l.month = w.month
        RETURNING l.*
    ), reopened AS (
        UPDATE backfill_book b
           SET status = 'open', resolver = NULL, confidence = NULL, evidence = NULL, matched_title = NULL, settled_at = NULL
          FROM scheduled s JOIN will w USING (year, month)
         WHERE w.reopens AND b.status = 'not_found'
           AND b.year = s.year AND b.month = s.month AND b.generation = s.generation
    ), announced AS (
        INSERT INTO outbox_message
        SELECT m.* FROM scheduled s, month_message(s) m
    )
    UPDATE operation_item i
       SET state = 'done', result = 'taken', job_id = s.job_id, done_at = clock_timestamp()
      FROM scheduled s
     WHERE i.operation_id = p_operation AND i.state = 'waiting' AND i.year = s.year AND i.month = s.month;
    GET DIAGNOSTICS months = ROW_COUNT;
    UPDATE operation o
       SET state = 'completed', ended_at = clock_timestamp(),
           because = CASE WHEN months = 0 THEN 'no month was chosen' END
     WHERE o.id = p_operation;
    INSERT INTO operator_action (actor, action, subject, detail)
    VALUES (p_actor, 'schedule', 'operation ' || p_operation, jsonb_build_object('months', months));
    RETURN months;
END
$$;
COMMENT ON FUNCTION schedule_take IS 'Schedule the chosen months of an operation, which ends with that; returns how many.';

-- Choose, and schedule what was chosen. A plan only chooses, and is done later or never. What would buy
-- again what is there becomes a plan, too, unless somebody has agreed to that.
CREATE FUNCTION schedule_begin(p_request jsonb, p_actor text, p_why text, p_plan boolean, p_yes boolean,
                               OUT operation_id bigint, OUT chosen integer, OUT buys_again integer, OUT is_done boolean)
    LANGUAGE plpgsql VOLATILE
    AS $$
BEGIN
    INSERT INTO operation (kind, state, actor, why, request)
    VALUES ('schedule', 'planned', p_actor, p_why, p_request)
    RETURNING id INTO operation_id;
    PERFORM schedule_choose(operation_id);
    SELECT count(*), count(*) FILTER (WHERE (i.detail ->> 'buys_again')::boolean) INTO chosen, buys_again
      FROM operation_item i
     WHERE i.operation_id = schedule_begin.operation_id AND i.state = 'waiting';
    is_done := NOT p_plan AND (p_yes OR buys_again = 0);
    IF is_done THEN
        PERFORM schedule_take(operation_id, p_actor);
    ELSIF chosen = 0 THEN -- there is nothing to plan
        UPDATE operation o SET state = 'completed', ended_at = clock_timestamp(), because = 'no month was chosen'
         WHERE o.id = operation_id;
    END IF;
END
$$;
COMMENT ON FUNCTION schedule_begin IS 'Choose months, and schedule them or leave a plan.';

-- Do what a plan says, once, and only while each of its months is as the plan saw it.
CREATE FUNCTION schedule_plan_do(p_operation bigint, p_actor text, p_why text, p_yes boolean, p_allowed integer,
                                 OUT verdict text, OUT months integer, OUT buys_again integer)
    LANGUAGE plpgsql VOLATILE
    AS $$
BEGIN
    SELECT o.state INTO verdict FROM operation o WHERE o.id = p_operation AND o.kind = 'schedule' FOR UPDATE;
    IF verdict IS DISTINCT FROM 'planned' THEN
        RETURN;
    END IF;
    PERFORM FROM backfill_log l
      WHERE (l.year, l.month) IN (SELECT i.year, i.month FROM operation_item i
                                   WHERE i.operation_id = p_operation AND i.state = 'waiting')
      ORDER BY l.year, l.month
        FOR UPDATE;
    SELECT count(*), count(*) FILTER (WHERE (i.detail ->> 'buys_again')::boolean) INTO months, buys_again
      FROM operation_item i
     WHERE i.operation_id = p_operation AND i.state = 'waiting';
    IF EXISTS (SELECT FROM schedule_changed(p_operation)) THEN
        verdict := 'changed';
    ELSIF months > p_allowed THEN
        verdict := 'throttled';
    ELSIF buys_again > 0 AND NOT p_yes THEN
        verdict := 'wants_yes';
    ELSE
        UPDATE operation o SET why = coalesce(p_why, o.why) WHERE o.id = p_operation;
        PERFORM schedule_take(p_operation, p_actor);
        verdict := 'done';
    END IF;
END
$$;
COMMENT ON FUNCTION schedule_plan_do IS
    'Do a plan. The verdict: done; changed, throttled, wants_yes: why it was not; another state: it is no plan any more; NULL: there is none.';

CREATE FUNCTION schedule_changed(p_operation bigint) RETURNS TABLE (month text, changes text)
    LANGUAGE sql STABLE
    AS $$
SELECT i.year || '-' || lpad(i.month::text, 2, '0'),
       CASE WHEN l.year IS NULL THEN 'is not in the table any more'
            ELSE (SELECT string_agg(was.key || ' was ' || coalesce(was.value, 'not set') || ' and is '
                                    || coalesce(now.value, 'not set'), ', ' ORDER BY was.key <> 'status', was.key)
                    FROM jsonb_each_text(i.detail -> 'seen') was
                    JOIN jsonb_each_text(schedule_seen(l)) now USING (key)
                   WHERE was.value IS DISTINCT FROM now.value) END
  FROM operation_item i
  LEFT JOIN backfill_log l ON l.year = i.year AND l.month = i.month
 WHERE i.operation_id = p_operation AND i.state = 'waiting'
   AND (l.year IS NULL OR schedule_seen(l) <> i.detail -> 'seen')
 ORDER BY i.position
$$;
COMMENT ON FUNCTION schedule_changed IS 'The months of a plan that are not as it saw them.';

-- ---- standing orders ----

CREATE TABLE backfill_order (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'completed', 'cancelled')),
    per_day    integer NOT NULL CHECK (per_day BETWEEN 1 AND 5000),
    daily_at   time NOT NULL,
    request    jsonb NOT NULL,
    after_id   bigint REFERENCES backfill_order,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor      text NOT NULL,
    why        text,
    ended_at   timestamptz,
    because    text,
    CONSTRAINT backfill_order_ended CHECK ((ended_at IS NOT NULL) = (state IN ('completed', 'cancelled')))
);
CREATE INDEX backfill_order_active ON backfill_order (id) WHERE state = 'active';
COMMENT ON TABLE backfill_order IS 'Standing orders: so many months are scheduled each day, by whichever janitor comes first.';
COMMENT ON COLUMN backfill_order.daily_at IS 'The hour, in UTC, from which on its day may be done.';
COMMENT ON COLUMN backfill_order.request IS 'Range and options as those of an operation of kind schedule, without the number of months.';
COMMENT ON COLUMN backfill_order.after_id IS 'It begins on the day after this order has ended.';
COMMENT ON COLUMN backfill_order.because IS 'What it ended with.';

CREATE TABLE order_day (
    order_id     bigint NOT NULL REFERENCES backfill_order ON DELETE CASCADE,
    day          date NOT NULL,
    operation_id bigint REFERENCES operation ON DELETE SET NULL,
    months       integer NOT NULL DEFAULT 0 CHECK (months >= 0),
    done_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (order_id, day)
);
COMMENT ON TABLE order_day IS 'The days that standing orders have done. Its primary key makes each day of an order happen once.';

CREATE FUNCTION order_is_due(o backfill_order, p_moment timestamptz) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT o.state = 'active'
   AND (p_moment AT TIME ZONE 'UTC')::time >= o.daily_at
   AND NOT EXISTS (SELECT FROM order_day d WHERE d.order_id = o.id AND d.day = (p_moment AT TIME ZONE 'UTC')::date)
   AND NOT EXISTS (SELECT FROM backfill_order b
                    WHERE b.id = o.after_id
                      AND (b.ended_at IS NULL OR (b.ended_at AT TIME ZONE 'UTC')::date >= (p_moment AT TIME ZONE 'UTC')::date))
$$;
COMMENT ON FUNCTION order_is_due IS 'Is this day of an order to be done, and its hour there?';

-- Do the day of one order that is due. Its row is locked; who finds it locked leaves it to whoever has it.
-- Who had to find out from an old snapshot that the day was done already is stopped by the primary key.
CREATE FUNCTION order_perform(OUT order_id bigint, OUT day date, OUT operation_id bigint, OUT months integer,
                              OUT is_completed boolean, OUT because text)
    RETURNS SETOF record
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    o backfill_order;
    left_over record;
BEGIN
    SELECT b.* INTO o FROM backfill_order b
     WHERE b.state = 'active' AND order_is_due(b, clock_timestamp())
     ORDER BY b.id
     LIMIT 1
       FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    order_id := o.id;
    day := (clock_timestamp() AT TIME ZONE 'UTC')::date;
    INSERT INTO order_day AS d (order_id, day) VALUES (o.id, order_perform.day) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO operation (kind, state, actor, why, request)
    VALUES ('schedule', 'planned', 'order ' || o.id, o.why,
            o.request || jsonb_build_object('batch_size', o.per_day, 'allowed', o.per_day, 'order_id', o.id, 'day', day))
    RETURNING id INTO operation_id;
    PERFORM schedule_choose(operation_id);
    months := schedule_take(operation_id, 'order ' || o.id);
    UPDATE order_day d SET operation_id = order_perform.operation_id, months = order_perform.months
     WHERE d.order_id = o.id AND d.day = order_perform.day;
    SELECT count(*) FILTER (WHERE i.result IN ('not_due', 'beyond_batch', 'throttled', 'in_change')) AS to_come,
           count(*) FILTER (WHERE i.result = 'held') AS held,
           count(*) FILTER (WHERE i.result = 'not_seeded') AS not_seeded
      INTO left_over
      FROM operation_item i WHERE i.operation_id = order_perform.operation_id;
    is_completed := left_over.to_come = 0;
    IF is_completed THEN
        because := 'no month of its range is left'
                   || CASE WHEN left_over.held > 0 THEN ', but for ' || left_over.held || ' held' ELSE '' END
                   || CASE WHEN left_over.not_seeded > 0 THEN ', but for ' || left_over.not_seeded || ' not in the table' ELSE '' END;
        UPDATE backfill_order b SET state = 'completed', ended_at = clock_timestamp(), because = order_perform.because
         WHERE b.id = o.id;
    END IF;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION order_perform IS 'Do the day of one standing order that is due. No row: none is, or another process does it.';
