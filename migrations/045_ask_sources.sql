-- oldest-program: 0.1.0
-- ISBNs are asked for at services over HTTP: their claims are confirmed, what is paid for is known step by step, and
-- months and ISBNs share a provider's day.

CREATE INDEX enrichment_state_claim_token ON enrichment_state (claim_token) WHERE claim_token IS NOT NULL;
CREATE INDEX enrichment_state_waits ON enrichment_state (due_at) WHERE waits_for IS NOT NULL;

ALTER TABLE edition_lookup ADD COLUMN next text CHECK (octet_length(next) <= 64);
COMMENT ON COLUMN edition_lookup.next IS 'The source has more to say of it, to a question with this; NULL: it has said all.';

-- ---- months and ISBNs share a provider's day ----

ALTER TABLE provider_state ADD COLUMN enrich_day date, ADD COLUMN enrich_units bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN provider_state.enrich_units IS 'Of the units reserved on enrich_day, those for ISBNs; what was given back counts, too.';

-- Reserve calls for ISBNs: while months wait, no more than their share of the day's budget. units_left is not NULL
-- where nothing is granted, but calls of so many units would be.
CREATE FUNCTION enrich_reserve(p_provider text, p_requests integer, p_units integer, p_daily bigint, p_rate double precision,
                               p_zone text, p_share_percent integer,
                               OUT granted integer, OUT delay_ms double precision, OUT spacing_ms double precision,
                               OUT slot_day date, OUT closed_ms bigint, OUT why_class text, OUT why text,
                               OUT moment_ms double precision, OUT units_left bigint)
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    state    provider_state;
    moment   timestamptz;
    today    date;
    midnight timestamptz;
    day_left bigint;
    share    bigint; -- what is left of it; NULL: no month waits
BEGIN
    IF p_daily IS NOT NULL THEN
        INSERT INTO provider_state (provider, zone) VALUES (p_provider, p_zone) ON CONFLICT DO NOTHING;
        SELECT s.* INTO state FROM provider_state s WHERE s.provider = p_provider FOR NO KEY UPDATE;
        moment := clock_timestamp();
        moment_ms := extract(epoch FROM moment) * 1000;
        today := (moment AT TIME ZONE p_zone)::date;
        midnight := (today + 1)::timestamp AT TIME ZONE p_zone;
        IF EXISTS (SELECT FROM backfill_log l WHERE l.status IN ('queued', 'processing', 'retry')) THEN
            share := greatest(0, p_daily * p_share_percent / 100
                                 - CASE WHEN state.enrich_day = today THEN state.enrich_units ELSE 0 END);
        END IF;
        IF share < p_units AND (state.closed_until IS NULL OR state.closed_until <= moment) THEN
            SELECT p_daily - s.units
                   - CASE WHEN (state.own_at AT TIME ZONE p_zone)::date = today
                          THEN greatest(0, state.own_spent - state.own_counted) ELSE 0 END
              INTO day_left FROM provider_spent(p_provider, today) s;
            granted := 0;
            units_left := greatest(0, least(share, day_left));
            why_class := 'quota';
            why := 'enrichment has had its share of the day''s budget, and months wait';
            closed_ms := least(600000, ceil(extract(epoch FROM midnight - moment) * 1000)); -- months may be done by then
            RETURN;
        END IF;
    END IF;
    SELECT r.granted, r.delay_ms, r.spacing_ms, r.slot_day, r.closed_ms, r.why_class, r.why, r.moment_ms
      INTO granted, delay_ms, spacing_ms, slot_day, closed_ms, why_class, why, moment_ms
      FROM provider_reserve(p_provider, least(p_requests::bigint, coalesce(share / p_units, p_requests))::integer, p_units,
                            p_daily, p_rate, p_zone, NULL, NULL) r;
    IF granted > 0 THEN
        UPDATE provider_state s
           SET enrich_units = CASE WHEN s.enrich_day = enrich_reserve.slot_day THEN s.enrich_units ELSE 0 END
                              + granted::bigint * p_units,
               enrich_day = enrich_reserve.slot_day
         WHERE s.provider = p_provider AND p_daily IS NOT NULL;
    ELSIF slot_day IS NOT NULL AND p_daily IS NOT NULL THEN -- it is not closed: the day has too little left
        SELECT p_daily - s.units
               - CASE WHEN (state.own_at AT TIME ZONE p_zone)::date = slot_day
                      THEN greatest(0, state.own_spent - state.own_counted) ELSE 0 END
          INTO day_left FROM provider_spent(p_provider, slot_day) s;
        units_left := CASE WHEN day_left > 0 THEN day_left END;
    END IF;
END
$$;
COMMENT ON FUNCTION enrich_reserve IS 'provider_reserve() for ISBNs, which have a share of the day while months wait.';

-- ---- opening a provider ----

-- The rows of providers are locked first, with the lock that month_give_up waits for; months and ISBNs are
-- read after that. What somebody else holds at this moment is being changed: it does not wait.
CREATE OR REPLACE FUNCTION provider_open(p_providers text[], p_class text DEFAULT NULL)
    RETURNS TABLE (provider text, before jsonb, was_closed boolean, months_due bigint)
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    state provider_state;
BEGIN
    FOR state IN SELECT s.* FROM provider_state s
                  WHERE s.provider = ANY(p_providers)
                    AND (p_class IS NULL OR (s.closed_class = p_class AND s.closed_until > clock_timestamp()))
                  ORDER BY s.provider
                    FOR UPDATE LOOP
        UPDATE provider_state s
           SET closed_until = NULL, closed_class = NULL, closed_why = NULL, failures = 0,
               opened_at = clock_timestamp(), updated_at = clock_timestamp()
         WHERE s.provider = state.provider;
        WITH waiting AS (
            SELECT l.year, l.month FROM backfill_log l
             WHERE l.status = 'retry' AND l.retry_at > clock_timestamp() AND state.provider = ANY(l.waits_for)
             ORDER BY l.year, l.month
               FOR NO KEY UPDATE SKIP LOCKED
        ), due AS (
            UPDATE backfill_log l
               SET retry_at = clock_timestamp()
              FROM waiting w
             WHERE l.year = w.year AND l.month = w.month
            RETURNING l.job_id
        ), announced AS (
            UPDATE outbox o
               SET available_at = clock_timestamp()
              FROM due d
             WHERE o.job_id = d.job_id AND o.destination = 'backfill'
        )
        SELECT count(*) INTO months_due FROM due;
        UPDATE enrichment_state e
           SET due_at = clock_timestamp()
          FROM (SELECT i.isbn FROM enrichment_state i
                 WHERE i.waits_for IS NOT NULL AND i.due_at > clock_timestamp() AND i.status = 'waiting'
                   AND state.provider = ANY(i.waits_for)
                 ORDER BY i.isbn
                   FOR NO KEY UPDATE SKIP LOCKED) w
         WHERE e.isbn = w.isbn;
        provider := state.provider;
        before := jsonb_build_object('closed_until', state.closed_until, 'class', state.closed_class,
                                     'why', state.closed_why, 'failures', state.failures);
        was_closed := coalesce(state.closed_until > clock_timestamp(), false);
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION provider_open IS
    'Open providers, those that are closed for p_class where it is given: their closings and failures are forgotten, and the months and ISBNs that wait for them are due now.';
