-- oldest-program: 0.1.0
-- The gate: what the fleet may ask of a provider, reserved under the provider's row lock.

ALTER TABLE provider_state
    ADD COLUMN zone text, -- of its day
    -- The provider's own figures: when somebody last set out to ask, when it last said them.
    ADD COLUMN own_asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN own_at timestamptz,
    ADD COLUMN own_spent bigint CHECK (own_spent >= 0),
    ADD COLUMN own_limit bigint CHECK (own_limit >= 0),
    ADD COLUMN own_counted bigint CHECK (own_counted >= 0);
COMMENT ON COLUMN provider_state.own_spent IS 'Of its day, by the provider''s own count at own_at; ours stood at own_counted then. The difference is drift: others use the key, or one of the two miscounts.';

CREATE FUNCTION provider_reserve(p_provider text, p_requests integer, p_units integer,
                                 p_daily bigint, p_rate double precision, p_zone text,
                                 p_budget_day numeric, p_budget_total numeric,
                                 OUT granted integer, OUT delay_ms double precision,
                                 OUT spacing_ms double precision, OUT slot_day date,
                                 OUT closed_ms bigint, OUT why_class text, OUT why text,
                                 OUT moment_ms double precision)
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    state    provider_state;
    moment   timestamptz;
    slot     timestamptz;
    midnight timestamptz;
    spent    bigint;
    cost     numeric;
BEGIN
    granted := 0;
    spacing_ms := 1030.0 / p_rate;
    INSERT INTO provider_state (provider, zone) VALUES (p_provider, p_zone) ON CONFLICT DO NOTHING;
    -- Everything else is read after the lock: a single statement's snapshot would be older than it.
    SELECT * INTO state FROM provider_state WHERE provider = p_provider FOR NO KEY UPDATE;
    moment := clock_timestamp();
    moment_ms := extract(epoch FROM moment) * 1000;
    IF state.closed_until > moment THEN
        closed_ms := ceil(extract(epoch FROM state.closed_until - moment) * 1000);
        why_class := state.closed_class;
        why := state.closed_why;
        RETURN;
    END IF;
    IF p_budget_total IS NOT NULL THEN
        SELECT coalesce(sum(u.cost), 0) INTO cost FROM provider_usage u;
        IF cost >= p_budget_total THEN
            closed_ms := 3600000;
            why_class := 'quota';
            why := 'budget.total of ' || p_budget_total || ' is spent';
            RETURN;
        END IF;
    END IF;
    IF p_budget_day IS NOT NULL THEN -- what a provider costs counts on its own day
        SELECT coalesce(sum(u.cost), 0), min((u.day + 1)::timestamp AT TIME ZONE coalesce(s.zone, 'UTC'))
          INTO cost, midnight
          FROM provider_usage u LEFT JOIN provider_state s USING (provider)
         WHERE u.cost > 0 AND u.day = (moment AT TIME ZONE coalesce(s.zone, 'UTC'))::date;
        IF cost >= p_budget_day THEN
            closed_ms := ceil(extract(epoch FROM midnight - moment) * 1000);
            why_class := 'quota';
            why := 'budget.per_day of ' || p_budget_day || ' is spent';
            RETURN;
        END IF;
    END IF;
    slot := greatest(moment, state.next_slot_at);
    slot_day := (slot AT TIME ZONE p_zone)::date;
    midnight := (slot_day + 1)::timestamp AT TIME ZONE p_zone;
    granted := least(p_requests,
                     greatest(1, floor(p_rate)::integer),
                     1 + floor(extract(epoch FROM midnight - slot) * 1000 / spacing_ms)::integer);
    IF p_daily IS NOT NULL THEN
        SELECT coalesce(sum(u.units), 0) INTO spent
          FROM provider_usage u WHERE u.provider = p_provider AND u.day = slot_day;
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
    IF state.failures >= 5 THEN -- the circuit is half open: one probe, the others wait for it
        granted := 1;
        UPDATE provider_state SET closed_until = moment + interval '30 s', closed_class = 'transient',
               closed_why = 'a probe is under way after ' || failures || ' failures in a row'
         WHERE provider = p_provider;
    END IF;
    UPDATE provider_state
       SET next_slot_at = slot + granted * spacing_ms * interval '1 ms', updated_at = moment, zone = p_zone
     WHERE provider = p_provider;
    INSERT INTO provider_usage AS u (provider, day, outcome, calls, units)
    VALUES (p_provider, slot_day, 'reserved', granted, granted::bigint * p_units)
        ON CONFLICT (provider, day, outcome) DO UPDATE
       SET calls = u.calls + excluded.calls, units = u.units + excluded.units;
    delay_ms := extract(epoch FROM slot - moment) * 1000;
END
$$;
COMMENT ON FUNCTION provider_reserve IS
    'Reserve requests of p_units each out of a day''s budget, and slots of the provider''s schedule, for the whole fleet, while the money lasts. granted = 0: closed_ms says for how long, why_class and why say what for.';
