-- oldest-program: 0.1.0
-- What large tables need: indexes for what is asked of them, a running total of what calls cost, and
-- reservations whose time depends neither on the history of usage nor on a forgotten snapshot.
--
-- The indexes are built while writers of their tables wait: about a second for each million rows of
-- backfill_attempt and dead_letter, less for provider_usage. Consumers repeat what was ended by the
-- statement timeout meanwhile.

-- ---- the attempts of a job; what pruning looks for by age ----

CREATE INDEX backfill_attempt_job_id ON backfill_attempt (job_id, started_at);
CREATE INDEX backfill_attempt_ended_at ON backfill_attempt (ended_at);
CREATE INDEX dead_letter_settled_at ON dead_letter (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX provider_usage_day ON provider_usage (day);

-- ---- rows that change often: room for their next versions in the same page, vacuumed early ----

ALTER TABLE process SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
ALTER TABLE provider_state SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
ALTER TABLE provider_booking SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
ALTER TABLE provider_usage SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE backfill_log SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
                        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000);

-- ---- what calls have cost in all ----

CREATE TABLE provider_total (
    provider text PRIMARY KEY,
    cost     numeric(16, 6) NOT NULL DEFAULT 0
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
COMMENT ON TABLE provider_total IS 'What a provider''s calls have cost since the beginning, also those of days that are no longer in provider_usage.';
INSERT INTO provider_total (provider, cost)
SELECT provider, sum(cost) FROM provider_usage GROUP BY provider HAVING sum(cost) > 0;

CREATE FUNCTION provider_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    more numeric := NEW.cost;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        more := NEW.cost - OLD.cost;
    END IF;
    INSERT INTO provider_total AS t (provider, cost) VALUES (NEW.provider, more)
        ON CONFLICT (provider) DO UPDATE SET cost = least(t.cost + excluded.cost, 9999999999.999999);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION provider_total_add IS 'Trigger of provider_usage: adds what a change costs to provider_total, up to what its column holds, so that no sum keeps calls from being recorded. A row that is deleted stays in the total.';
CREATE TRIGGER provider_total_insert AFTER INSERT ON provider_usage
    FOR EACH ROW WHEN (NEW.cost > 0) EXECUTE FUNCTION provider_total_add();
CREATE TRIGGER provider_total_update AFTER UPDATE OF cost ON provider_usage
    FOR EACH ROW WHEN (NEW.cost <> OLD.cost) EXECUTE FUNCTION provider_total_add();

-- ---- reservations ----

-- While an old snapshot is open somewhere (a dump, a forgotten psql), no version of a row that is
-- newer than it can be removed. Each reservation leaves two, and a search by key reads all versions
-- of a key, the oldest first. The functions below read an index backwards instead and stop at the
-- first version that is visible: equal keys stand in the order of their places in the table, and the
-- newest has the last place. One step finds one key; the next step begins below it.

CREATE FUNCTION provider_spent(p_provider text, p_day date, OUT units bigint, OUT cost numeric)
    LANGUAGE plpgsql STABLE
    SET enable_seqscan = off
    SET enable_bitmapscan = off
    SET enable_sort = off
    AS $$
BEGIN
    WITH RECURSIVE usage AS (
        (SELECT u.outcome, u.units, u.cost FROM provider_usage u
          WHERE u.provider = p_provider AND u.day = p_day
          ORDER BY u.provider DESC, u.day DESC, u.outcome DESC LIMIT 1)
        UNION ALL
        SELECT next.* FROM usage above,
               LATERAL (SELECT u.outcome, u.units, u.cost FROM provider_usage u
                         WHERE u.provider = p_provider AND u.day = p_day AND u.outcome < above.outcome
                         ORDER BY u.provider DESC, u.day DESC, u.outcome DESC LIMIT 1) next
    )
    SELECT coalesce(sum(s.units), 0), coalesce(sum(s.cost), 0) INTO units, cost FROM usage s;
END
$$;
COMMENT ON FUNCTION provider_spent IS 'What a provider''s day has taken of its budget so far: units, reserved ones among them, and cost.';

-- cost_total: of all providers, for all time. cost_day: of all, each on its own day; next_day_at is
-- when the first of the days that cost something ends.
CREATE FUNCTION budget_spent(p_moment timestamptz, OUT cost_total numeric, OUT cost_day numeric,
                             OUT next_day_at timestamptz)
    LANGUAGE plpgsql STABLE
    SET enable_seqscan = off
    SET enable_bitmapscan = off
    SET enable_sort = off
    AS $$
BEGIN
    WITH RECURSIVE total AS (
        (SELECT t.provider, t.cost FROM provider_total t ORDER BY t.provider DESC LIMIT 1)
        UNION ALL
        SELECT next.* FROM total above,
               LATERAL (SELECT t.provider, t.cost FROM provider_total t WHERE t.provider < above.provider
                         ORDER BY t.provider DESC LIMIT 1) next
    )
    SELECT coalesce(sum(t.cost), 0) INTO cost_total FROM total t;
    -- Whoever has cost something is in provider_total, also one that no reservation knows yet.
    WITH RECURSIVE known AS (
        (SELECT t.provider FROM provider_total t ORDER BY t.provider DESC LIMIT 1)
        UNION ALL
        SELECT next.* FROM known above,
               LATERAL (SELECT t.provider FROM provider_total t WHERE t.provider < above.provider
                         ORDER BY t.provider DESC LIMIT 1) next
    ), zoned AS (
        SELECT k.provider,
               coalesce((SELECT s.zone FROM provider_state s
                          WHERE s.provider >= k.provider AND s.provider <= k.provider
                          ORDER BY s.provider DESC LIMIT 1), 'UTC') AS zone
          FROM known k
    ), today AS (
        SELECT z.provider, z.zone, (p_moment AT TIME ZONE z.zone)::date AS day FROM zoned z
    )
    SELECT coalesce(sum(s.cost), 0), min((t.day + 1)::timestamp AT TIME ZONE t.zone)
      INTO cost_day, next_day_at
      FROM today t, LATERAL provider_spent(t.provider, t.day) s
     WHERE s.cost > 0;
END
$$;
COMMENT ON FUNCTION budget_spent IS 'What calls have cost: of all time, and of the present day, which is each provider''s own.';

CREATE OR REPLACE FUNCTION provider_reserve(p_provider text, p_requests integer, p_units integer,
                                 p_daily bigint, p_rate double precision, p_zone text,
                                 p_budget_day numeric, p_budget_total numeric,
                                 OUT granted integer, OUT delay_ms double precision,
                                 OUT spacing_ms double precision, OUT slot_day date,
                                 OUT closed_ms bigint, OUT why_class text, OUT why text,
                                 OUT moment_ms double precision)
    LANGUAGE plpgsql VOLATILE
    SET enable_seqscan = off
    SET enable_bitmapscan = off
    SET enable_sort = off
    AS $$
DECLARE
    state    record; -- of provider_state, and its place in the table
    reserved tid;
    moment   timestamptz;
    slot     timestamptz;
    midnight timestamptz;
    spent    bigint;
    budget   record;
    back     interval;
    half_open boolean;
BEGIN
    granted := 0;
    spacing_ms := 1030.0 / p_rate;
    -- Everything else is read after the lock: a single statement's snapshot would be older than it.
    LOOP
        SELECT s.ctid AS place, s.* INTO state FROM provider_state s
         WHERE s.provider >= p_provider AND s.provider <= p_provider
         ORDER BY s.provider DESC LIMIT 1
           FOR NO KEY UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO provider_state (provider, zone) VALUES (p_provider, p_zone) ON CONFLICT DO NOTHING;
    END LOOP;
    moment := clock_timestamp();
    moment_ms := extract(epoch FROM moment) * 1000;
    -- The clock was set back since the row was written: what was to last a while moves with it. A closing
    -- until a day ends, or until the time that an operator named, stays.
    IF state.updated_at > moment THEN
        back := state.updated_at - moment;
        UPDATE provider_state s
           SET next_slot_at = s.next_slot_at - back, updated_at = moment,
               closed_until = CASE WHEN s.closed_class IN ('transient', 'rate_limited', 'config')
                                   THEN s.closed_until - back ELSE s.closed_until END
         WHERE s.ctid = state.place
        RETURNING s.ctid AS place, s.* INTO state;
    END IF;
    IF state.closed_until > moment THEN
        closed_ms := ceil(extract(epoch FROM state.closed_until - moment) * 1000);
        why_class := state.closed_class;
        why := state.closed_why;
        RETURN;
    END IF;
    IF p_budget_total IS NOT NULL OR p_budget_day IS NOT NULL THEN
        SELECT * INTO budget FROM budget_spent(moment);
        IF budget.cost_total >= p_budget_total THEN
            closed_ms := 3600000;
            why_class := 'quota';
            why := 'budget.total of ' || p_budget_total || ' is spent';
            RETURN;
        END IF;
        IF budget.cost_day >= p_budget_day THEN -- what a provider costs counts on its own day
            closed_ms := ceil(extract(epoch FROM budget.next_day_at - moment) * 1000);
            why_class := 'quota';
            why := 'budget.per_day of ' || p_budget_day || ' is spent';
            RETURN;
        END IF;
    END IF;
    slot := greatest(moment, state.next_slot_at);
    IF slot > moment + greatest(interval '10 min', 200 * spacing_ms * interval '1 ms') THEN
        slot := moment; -- so far ahead no fleet reserves: the time is of another clock
    END IF;
    slot_day := (slot AT TIME ZONE p_zone)::date;
    midnight := (slot_day + 1)::timestamp AT TIME ZONE p_zone;
    granted := least(p_requests,
                     greatest(1, floor(p_rate)::integer),
                     1 + floor(extract(epoch FROM midnight - slot) * 1000 / spacing_ms)::integer);
    IF p_daily IS NOT NULL THEN
        SELECT s.units INTO spent FROM provider_spent(p_provider, slot_day) s;
        IF (state.own_at AT TIME ZONE p_zone)::date = slot_day THEN -- the higher count holds
            spent := spent + greatest(0, state.own_spent - state.own_counted);
        END IF;
        granted := least(granted, greatest(0, (p_daily - spent) / p_units));
    END IF;
    IF granted = 0 THEN
        closed_ms := ceil(extract(epoch FROM midnight - moment) * 1000);
        why_class := 'quota';
        why := 'the day''s budget of ' || p_daily || ' is spent';
        RETURN;
    END IF;
    half_open := state.failures >= 5; -- one probe, the others wait for it
    IF half_open THEN
        granted := 1;
    END IF;
    -- By their places: both rows are locked, so they are where they were found.
    UPDATE provider_state s
       SET next_slot_at = slot + granted * spacing_ms * interval '1 ms', updated_at = moment, zone = p_zone,
           closed_until = CASE WHEN half_open THEN moment + interval '30 s' ELSE s.closed_until END,
           closed_class = CASE WHEN half_open THEN 'transient' ELSE s.closed_class END,
           closed_why = CASE WHEN half_open THEN 'a probe is under way after ' || s.failures || ' failures in a row'
                             ELSE s.closed_why END
     WHERE s.ctid = state.place;
    SELECT u.ctid INTO reserved FROM provider_usage u
     WHERE u.provider = p_provider AND u.day = slot_day AND u.outcome >= 'reserved' AND u.outcome <= 'reserved'
     ORDER BY u.provider DESC, u.day DESC, u.outcome DESC LIMIT 1
       FOR NO KEY UPDATE;
    IF FOUND THEN
        UPDATE provider_usage u
           SET calls = u.calls + granted, units = u.units + granted::bigint * p_units
         WHERE u.ctid = reserved;
    ELSE
        INSERT INTO provider_usage AS u (provider, day, outcome, calls, units)
        VALUES (p_provider, slot_day, 'reserved', granted, granted::bigint * p_units)
            ON CONFLICT (provider, day, outcome) DO UPDATE
           SET calls = u.calls + excluded.calls, units = u.units + excluded.units;
    END IF;
    delay_ms := extract(epoch FROM slot - moment) * 1000;
END
$$;
