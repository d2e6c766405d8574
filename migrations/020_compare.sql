-- oldest-program: 0.1.0
-- A generation of a month's books may be made beside the one that stands, and is compared with it before it
-- replaces it. Until then nothing of it is handed over.

ALTER TABLE backfill_log ADD COLUMN compared jsonb
    CONSTRAINT backfill_log_compared CHECK (compared IS NULL
                                            OR (jsonb_typeof(compared -> 'generation') IS NOT DISTINCT FROM 'number'
                                                AND status NOT IN ('pending', 'failed')));
COMMENT ON COLUMN backfill_log.compared IS
    'The month''s row in its other generation. While a generation is made to be compared: as it stands, and as it will be again. Once it is made (completed): that of the new one, which waits for accept or reject.';
CREATE INDEX backfill_log_compared_month ON backfill_log (year, month) WHERE compared IS NOT NULL;

ALTER TABLE operation DROP CONSTRAINT operation_kind_check;
ALTER TABLE operation ADD CONSTRAINT operation_kind_check
    CHECK (kind IN ('replay', 'discard', 'restore', 'cancel', 'unhold', 'reset', 'schedule', 'accept', 'reject'));

CREATE FUNCTION month_kept(l backfill_log) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$ SELECT to_jsonb(l) - '{year,month,compared}'::text[] $$;
COMMENT ON FUNCTION month_kept IS 'The row of a month as the column compared keeps it.';

-- Books and answers of a generation that was rejected stay. Its number is not given again, because a worker
-- would take them for its own.
CREATE FUNCTION month_next_generation(l backfill_log) RETURNS integer
    LANGUAGE sql STABLE
    AS $$
SELECT 1 + greatest(l.generation,
                    (SELECT max(b.generation) FROM backfill_book b WHERE b.year = l.year AND b.month = l.month),
                    (SELECT max(r.generation) FROM provider_response r WHERE r.year = l.year AND r.month = l.month))
$$;
COMMENT ON FUNCTION month_next_generation IS 'The number of the generation that a month begins next.';

-- Whatever ends the work on a compared month (it completes or fails, is cancelled, or its worker crashes for
-- the third time) lets the row stand again that stood before. Only what has completed stays beside it.
-- Whoever gives a completed month the generation that stands beside it, gives it the whole of that row.
CREATE FUNCTION month_keep_compared() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    other jsonb := OLD.compared;
    is_made boolean := OLD.status = 'completed';
BEGIN
    IF OLD.compared IS NULL THEN
        NEW.generation := month_next_generation(OLD);
    ELSIF NOT is_made AND NEW.status IN ('completed', 'failed', 'pending') THEN
        NEW.compared := CASE WHEN NEW.status = 'completed' THEN month_kept(NEW) END;
        NEW := jsonb_populate_record(NEW, other);
    ELSIF is_made AND NEW.status <> 'completed' THEN -- it was taken again by force: what stood beside it is not any more
        NEW.compared := NULL;
        NEW.generation := month_next_generation(OLD);
    ELSIF is_made AND NEW.generation = (other ->> 'generation')::integer THEN
        NEW.compared := NULL;
        NEW := jsonb_populate_record(NEW, other);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION month_keep_compared IS 'Keeps the two generations of a compared month apart, and the numbers of generations.';
CREATE TRIGGER backfill_log_compared BEFORE UPDATE ON backfill_log
    FOR EACH ROW
    WHEN (OLD.compared IS NOT NULL OR (NEW.generation > OLD.generation AND NEW.status = 'queued'))
    EXECUTE FUNCTION month_keep_compared();

-- ---- choosing ----

-- A month that waits for accept or reject is not chosen: what was paid for would be lost from sight.
CREATE OR REPLACE FUNCTION schedule_reason(l backfill_log, p_only text, p_early boolean, p_after_days integer) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT CASE WHEN l.held THEN 'held'
            WHEN l.status = 'completed' AND l.compared IS NOT NULL THEN 'compared'
            WHEN NOT CASE p_only
                         WHEN 'missing' THEN l.status = 'pending'
                         WHEN 'failed' THEN l.status = 'failed'
                         WHEN 'partial' THEN l.status = 'completed' AND l.generator_failures <> '{}'
                         WHEN 'unresolved' THEN l.status = 'completed' AND l.isbns_resolved < l.books_generated
                         WHEN 'empty' THEN l.status = 'completed' AND l.books_generated = 0
                         WHEN 'completed' THEN l.status = 'completed'
                         WHEN 'all' THEN l.status IN ('pending', 'failed', 'completed')
                     END THEN l.status
            WHEN NOT p_early AND schedule_due(l, p_after_days) > (clock_timestamp() AT TIME ZONE 'UTC')::date THEN 'not_due'
       END
$$;

CREATE OR REPLACE FUNCTION schedule_seen(l backfill_log) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
SELECT jsonb_build_object('status', l.status, 'held', l.held, 'job_id', l.job_id, 'generation', l.generation,
                          'stage', l.stage, 'prompt_variant', l.prompt_variant, 'books', l.batch_size,
                          'error_class', l.error_class, 'books_generated', l.books_generated,
                          'isbns_resolved', l.isbns_resolved, 'generator_failures', l.generator_failures,
                          'compared', l.compared ->> 'generation')
$$;

-- The months may be named one by one, and a new generation may be made to be compared. That one is asked for
-- as the one that stands was, but for what is named.
CREATE OR REPLACE FUNCTION schedule_choose(p_operation bigint) RETURNS void
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
                                            after_days integer, early boolean, compare boolean, months integer[])
     WHERE o.id = p_operation;
    direction := CASE WHEN r."order" = 'oldest' THEN 1 ELSE -1 END;
    -- A range with an open side is that of the months that are in the table.
    SELECT coalesce(left(r."from", 4)::integer * 12 + right(r."from", 2)::integer, (SELECT min(n) FROM unnest(r.months) n),
                    min(l.year * 12 + l.month)),
           coalesce(left(r."to", 4)::integer * 12 + right(r."to", 2)::integer, (SELECT max(n) FROM unnest(r.months) n),
                    max(l.year * 12 + l.month))
      INTO first, last
      FROM backfill_log l;
    SELECT coalesce(array_agg(p.n), '{}'), max(p.n * direction) INTO chosen, edge
      FROM (SELECT l.year * 12 + l.month AS n
              FROM backfill_log l
             WHERE l.year * 12 + l.month BETWEEN first AND last
               AND (r.months IS NULL OR l.year * 12 + l.month = ANY (r.months))
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
      FROM (SELECT s.n, t.n IS NOT NULL AS taken, e.reason, b.behind,
                   count(*) FILTER (WHERE t.n IS NULL AND e.reason IS NULL AND b.behind) OVER (ORDER BY s.n * direction) AS number,
                   jsonb_strip_nulls(jsonb_build_object('status', l.status, 'until', CASE WHEN e.reason = 'not_due' THEN d.due END)) AS is,
                   jsonb_build_object('seen', schedule_seen(l), 'prompt_variant', v.variant, 'books', v.books,
                                      'generation', CASE WHEN f.fresh THEN month_next_generation(l) ELSE l.generation END,
                                      'fresh', f.fresh,
                                      'buys_again', f.fresh AND (l.status <> 'completed' OR l.books_generated > 0 OR c.compare),
                                      'stage', CASE WHEN f.fresh THEN NULL WHEN r."only" = 'unresolved' THEN 'generated'
                                                    WHEN r."only" = 'partial' THEN 'answered' ELSE l.stage END,
                                      'reopens', r."only" = 'unresolved',
                                      'note', concat_ws(', ', CASE WHEN c.compare THEN 'a new generation beside ' || l.generation
                                                                   WHEN f.fresh THEN 'a new generation of books'
                                                                   WHEN l.stage IS NOT NULL THEN 'goes on from its checkpoint' END,
                                                        CASE WHEN d.due > (clock_timestamp() AT TIME ZONE 'UTC')::date
                                                             THEN 'early: due ' || d.due END)) AS will
              FROM generate_series(first, last) AS s (n)
              LEFT JOIN backfill_log l ON l.year = (s.n - 1) / 12 AND l.month = (s.n - 1) % 12 + 1
              LEFT JOIN unnest(chosen) AS t (n) ON t.n = s.n,
                   LATERAL (SELECT coalesce(r.compare, false)) c (compare),
                   LATERAL (SELECT CASE WHEN l.year IS NULL THEN 'not_seeded'
                                        ELSE schedule_reason(l, r."only", r.early, r.after_days) END) e (reason),
                   LATERAL (SELECT cardinality(chosen) >= r.allowed AND s.n * direction > coalesce(edge, -100000)) b (behind),
                   LATERAL (SELECT schedule_due(l, r.after_days)) d (due),
                   LATERAL (SELECT l.stage IS NOT NULL AND NOT r.force_retry
                                   AND (l.status <> 'completed' OR r."only" IN ('unresolved', 'partial'))) k (keeps),
                   LATERAL (SELECT coalesce(r.prompt_variant, CASE WHEN k.keeps OR c.compare THEN l.prompt_variant END,
                                            CASE WHEN l.year >= 2020 THEN 'contemporary-notable' ELSE 'baseline' END),
                                   coalesce(r.books, CASE WHEN k.keeps OR c.compare THEN l.batch_size END, 20)) v (variant, books),
                   LATERAL (SELECT (l.stage IS NOT NULL OR l.status = 'completed')
                                   AND NOT (k.keeps AND v.variant IS NOT DISTINCT FROM l.prompt_variant
                                            AND v.books = l.batch_size)) f (fresh)
             WHERE CASE WHEN r.months IS NOT NULL THEN s.n = ANY (r.months)
                        ELSE l.year IS NOT NULL OR (r."from" IS NOT NULL AND r."to" IS NOT NULL) END) j;
END
$$;

CREATE OR REPLACE FUNCTION schedule_take(p_operation bigint, p_actor text) RETURNS integer
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    months integer;
BEGIN
    WITH will AS (
        SELECT i.position, i.year, i.month, coalesce((o.request ->> 'compare')::boolean, false) AS compare, w.*
          FROM operation o
          JOIN operation_item i ON i.operation_id = o.id,
               jsonb_to_record(i.detail) AS w (prompt_variant text, books integer, fresh boolean, stage text, reopens boolean)
         WHERE o.id = p_operation AND i.state = 'waiting'
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
               books_generated = CASE WHEN w.compare THEN l.books_generated ELSE 0 END,
               isbns_resolved = CASE WHEN w.compare THEN l.isbns_resolved ELSE 0 END,
               isbns_queued = CASE WHEN w.compare THEN l.isbns_queued ELSE 0 END,
               resolution_rate = NULL,
               gemini_calls = 0,
               xai_calls = 0,
               isbndb_calls = 0,
               prompt_variant = w.prompt_variant,
               batch_size = w.books,
               generation = l.generation + w.fresh::integer,
               stage = w.stage,
               generator_failures = CASE WHEN w.fresh THEN '{}' ELSE l.generator_failures END,
               checkpoint_at = NULL,
               compared = CASE WHEN w.compare THEN month_kept(l) END
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

-- ---- accept ----

-- What accept and reject say of a month: p_done, where it was changed, or why it was not.
CREATE FUNCTION compare_result(l backfill_log, p_changed boolean, p_done text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT CASE WHEN l.year IS NULL THEN 'is not in the table'
            WHEN p_changed THEN p_done
            WHEN l.compared IS NULL THEN 'has no new generation beside the one that stands'
            WHEN l.status = 'completed' THEN 'has a new generation since this moment'
            ELSE 'its new generation is not complete yet: ''cancel'' gives it up' END
$$;
COMMENT ON FUNCTION compare_result IS 'What accept and reject say of a month.';

-- The new generation of each month replaces the one that stands. The ISBNs that nobody handed over before are
-- handed over in one order for all the months, as month_complete.sql does it: else two who hand over the same
-- ISBNs wait for each other. Which are new is known when they are in; their messages are named after that.
CREATE FUNCTION compare_accept(p_months integer[], p_actor text, p_why text, p_request jsonb)
    RETURNS TABLE (n integer, previous_status text, result text, changed boolean, operation_id bigint, isbns integer)
    LANGUAGE plpgsql VOLATILE
    AS $$
#variable_conflict use_column
DECLARE
    accepted integer[];
    handed text[];
    operation bigint;
    items jsonb;
BEGIN
    SELECT coalesce(array_agg(m.n), '{}') INTO accepted
      FROM (SELECT l.year * 12 + l.month AS n FROM backfill_log l
             WHERE l.year * 12 + l.month = ANY (p_months) AND l.status = 'completed' AND l.compared IS NOT NULL
             ORDER BY l.year, l.month
               FOR UPDATE) m;
    SELECT jsonb_object_agg(l.year * 12 + l.month, l.generation) INTO items
      FROM backfill_log l WHERE l.year * 12 + l.month = ANY (accepted);
    UPDATE backfill_log l SET generation = (l.compared ->> 'generation')::integer
     WHERE l.year * 12 + l.month = ANY (accepted);
    WITH fresh AS (
        INSERT INTO enrichment (isbn13, year, month, generation, job_id, message_id)
        SELECT DISTINCT ON (b.isbn13) b.isbn13, l.year, l.month, l.generation, l.job_id, gen_random_uuid()
          FROM backfill_log l
          JOIN backfill_book b ON b.year = l.year AND b.month = l.month AND b.generation = l.generation
         WHERE l.year * 12 + l.month = ANY (accepted) AND b.isbn13 IS NOT NULL
           AND NOT EXISTS (SELECT FROM enrichment e WHERE e.isbn13 = b.isbn13)
         ORDER BY b.isbn13, l.year, l.month
        ON CONFLICT (isbn13) DO NOTHING
        RETURNING isbn13
    )
    SELECT coalesce(array_agg(f.isbn13), '{}') INTO handed FROM fresh f;
    WITH part AS (
        SELECT e.isbn13, e.year, e.month, e.job_id,
               ((row_number() OVER (PARTITION BY e.year, e.month ORDER BY e.isbn13)) - 1) / 100 AS part
          FROM enrichment e WHERE e.isbn13 = ANY (handed)
    ), message AS (
        SELECT p.year, p.month, p.job_id, p.part, json_agg(p.isbn13 ORDER BY p.isbn13) AS list,
               md5(p.job_id || ':' || string_agg(p.isbn13, ',' ORDER BY p.isbn13))::uuid AS message_id
          FROM part p
         GROUP BY p.year, p.month, p.job_id, p.part
    ), named AS (
        UPDATE enrichment e SET message_id = m.message_id
          FROM part p JOIN message m USING (year, month, part)
         WHERE e.isbn13 = p.isbn13
    )
    INSERT INTO outbox (destination, type, message_id, correlation_id, body, year, month, job_id)
    SELECT 'enrichment', 'backfill.enrichment.v1', m.message_id, m.job_id,
           convert_to(json_build_object('isbns', m.list,
                                        'source', 'backfill-' || m.year || '-' || lpad(m.month::text, 2, '0'),
                                        'priority', 'low', 'job_id', m.job_id)::text, 'UTF8'),
           m.year, m.month, m.job_id
      FROM message m;
    UPDATE backfill_log l
       SET books_generated = c.generated, isbns_resolved = c.resolved, isbns_queued = c.queued,
           resolution_rate = round(100.0 * c.resolved / nullif(c.generated, 0), 2)
      FROM (SELECT a.year, a.month, count(b.position) AS generated, count(b.isbn13) AS resolved,
                   count(DISTINCT e.isbn13) AS queued
              FROM backfill_log a
              LEFT JOIN backfill_book b ON b.year = a.year AND b.month = a.month AND b.generation = a.generation
              LEFT JOIN enrichment e ON e.isbn13 = b.isbn13 AND e.year = a.year AND e.month = a.month
             WHERE a.year * 12 + a.month = ANY (accepted)
             GROUP BY a.year, a.month) c
     WHERE l.year = c.year AND l.month = c.month;
    SELECT jsonb_agg(jsonb_build_object(
               'n', q.n, 'changed', q.n = ANY (accepted),
               'result', compare_result(l, q.n = ANY (accepted), 'generation ' || l.generation || ' stands now'),
               'detail', jsonb_build_object('status', coalesce(l.status, 'missing'), 'generation', items -> q.n::text,
                                            'job_id', l.job_id, 'isbns', coalesce(h.isbns, 0)))) INTO items
      FROM (SELECT DISTINCT unnest(p_months) AS n) q
      LEFT JOIN backfill_log l ON l.year = (q.n - 1) / 12 AND l.month = (q.n - 1) % 12 + 1
      LEFT JOIN (SELECT e.year, e.month, count(*) AS isbns FROM enrichment e
                  WHERE e.isbn13 = ANY (handed) GROUP BY e.year, e.month) h ON h.year = l.year AND h.month = l.month;
    operation := operation_of_months('accept', 'accept', p_actor, p_why, p_request, items);
    RETURN QUERY
    SELECT i.n, i.detail ->> 'status', i.result, i.changed, operation, (i.detail ->> 'isbns')::integer
      FROM jsonb_to_recordset(items) AS i (n integer, changed boolean, result text, detail jsonb)
     ORDER BY i.n;
END
$$;
COMMENT ON FUNCTION compare_accept IS
    'Let the new generations of compared months replace those that stand, and hand their ISBNs over; what was done, a row a month.';
