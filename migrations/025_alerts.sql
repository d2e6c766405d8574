-- oldest-program: 0.1.0
-- Alarms are sent to people: each is said once by the whole fleet when it fires and once when it is over. And
-- what happens to providers is kept: when each was closed and opened again, and why.

-- ---- what happens to providers ----

UPDATE provider_state SET closed_since = clock_timestamp() WHERE closed_until > clock_timestamp() AND closed_since IS NULL;
UPDATE provider_state SET closed_since = NULL WHERE closed_until <= clock_timestamp();
-- A heartbeat looks for closed ones; while one is closed its row does not change with every call. The closed_since of
-- a closing whose time has passed stands until somebody looks.
CREATE INDEX provider_state_closed_since ON provider_state (provider) WHERE closed_since IS NOT NULL;

CREATE TABLE provider_event (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider text NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    what     text NOT NULL CHECK (what IN ('closed', 'opened')),
    class    text,
    why      text CHECK (length(why) <= 1000),
    until    timestamptz,
    since    timestamptz,
    said_at  timestamptz
);
COMMENT ON TABLE provider_event IS 'When a provider was closed, and when it was opened again.';
COMMENT ON COLUMN provider_event.why IS 'Why it was closed; of an opening, why it had been.';
COMMENT ON COLUMN provider_event.since IS 'Of an opening: since when it had been closed.';
COMMENT ON COLUMN provider_event.said_at IS 'When a process has written it to its log; NULL: none has yet.';
CREATE INDEX provider_event_provider ON provider_event (provider, id);
CREATE INDEX provider_event_unsaid ON provider_event (id) WHERE said_at IS NULL;
CREATE INDEX provider_event_at ON provider_event (at);

-- After five failures in a row the circuit is open until a call succeeds: while a probe is under way or due, too.
CREATE FUNCTION provider_is_closed(p_state provider_state) RETURNS boolean
    LANGUAGE sql VOLATILE
    AS $$
SELECT p_state.closed_until IS NOT NULL
       AND (p_state.closed_until > clock_timestamp() OR (p_state.closed_class = 'transient' AND p_state.failures >= 5))
$$;
COMMENT ON FUNCTION provider_is_closed IS 'Is this provider closed, or asked by single probes only because of failures in a row?';

CREATE FUNCTION provider_note_event() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    closing provider_event;
    before  provider_state;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD;
    END IF;
    IF before.closed_since IS NOT NULL AND before.closed_since IS DISTINCT FROM NEW.closed_since THEN
        SELECT * INTO closing FROM provider_event e
         WHERE e.provider = NEW.provider AND e.what = 'closed' ORDER BY e.id DESC LIMIT 1;
        INSERT INTO provider_event (provider, at, what, class, why, since)
        VALUES (NEW.provider, least(clock_timestamp(), greatest(before.closed_since, before.closed_until)), 'opened',
                coalesce(closing.class, before.closed_class), coalesce(closing.why, left(before.closed_why, 1000)),
                before.closed_since);
    END IF;
    IF NEW.closed_since IS NOT NULL AND provider_is_closed(NEW)
       AND (before.closed_since IS DISTINCT FROM NEW.closed_since OR before.closed_class IS DISTINCT FROM NEW.closed_class) THEN
        INSERT INTO provider_event (provider, what, class, why, until)
        VALUES (NEW.provider, 'closed', NEW.closed_class, left(NEW.closed_why, 1000), NEW.closed_until);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION provider_note_event IS
    'Trigger of provider_state: keeps that a provider was closed, closed for another reason, or opened. A probe that fails changes nothing of these.';

-- Two triggers, because only an update knows its old row.
CREATE TRIGGER provider_event_insert AFTER INSERT ON provider_state
    FOR EACH ROW WHEN (NEW.closed_since IS NOT NULL) EXECUTE FUNCTION provider_note_event();
CREATE TRIGGER provider_event_update AFTER UPDATE ON provider_state
    FOR EACH ROW WHEN (OLD.closed_since IS DISTINCT FROM NEW.closed_since
                       OR (NEW.closed_since IS NOT NULL AND OLD.closed_class IS DISTINCT FROM NEW.closed_class))
    EXECUTE FUNCTION provider_note_event();

-- ---- alarms ----

CREATE TABLE alarm (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint text NOT NULL,
    name        text NOT NULL CHECK (length(name) <= 100),
    subject     text NOT NULL CHECK (length(subject) <= 200),
    severity    text NOT NULL CHECK (severity IN ('warning', 'critical')),
    summary     text NOT NULL CHECK (length(summary) <= 1000),
    since       timestamptz,
    starts_at   timestamptz NOT NULL,
    gone_at     timestamptz CHECK (gone_at >= starts_at),
    fired_at    timestamptz CHECK (fired_at >= starts_at),
    ends_at     timestamptz CHECK (ends_at IS NULL OR (ends_at >= starts_at AND fired_at IS NOT NULL))
);
COMMENT ON TABLE alarm IS 'What is wrong, or was. Only what has fired is kept.';
COMMENT ON COLUMN alarm.fingerprint IS 'Of name and subject: the same whenever the same thing is wrong again.';
COMMENT ON COLUMN alarm.since IS 'Since when the rows say that it holds; NULL: they do not tell.';
COMMENT ON COLUMN alarm.starts_at IS 'When it was first seen.';
COMMENT ON COLUMN alarm.gone_at IS 'When it was first seen to hold no more; NULL: it was seen to hold at the last look.';
COMMENT ON COLUMN alarm.fired_at IS 'When it had held for long enough to be said.';
COMMENT ON COLUMN alarm.ends_at IS 'When it was over: the gone_at of an alarm that has stayed away for long enough.';
CREATE UNIQUE INDEX alarm_open ON alarm (fingerprint) WHERE ends_at IS NULL;
CREATE INDEX alarm_ends_at ON alarm (ends_at) WHERE ends_at IS NOT NULL;

CREATE FUNCTION alarm_fingerprint(p_name text, p_subject text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT left(md5(p_name || E'\n' || p_subject), 16) $$;
COMMENT ON FUNCTION alarm_fingerprint IS 'What names an alarm to receivers, whatever its words.';

CREATE TABLE alarm_delivery (
    alarm_id      bigint NOT NULL REFERENCES alarm ON DELETE CASCADE,
    way           text NOT NULL CHECK (way IN ('command', 'webhook')),
    due           text CHECK (due IN ('firing', 'resolved')),
    next_try_at   timestamptz NOT NULL,
    tries         integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    failing_since timestamptz,
    last_error    text CHECK (length(last_error) <= 1000),
    claim         uuid,
    claimed_until timestamptz,
    fired_at      timestamptz,
    said          text CHECK (said IN ('firing', 'resolved')),
    said_at       timestamptz,
    said_severity text CHECK (said_severity IN ('warning', 'critical')),
    PRIMARY KEY (alarm_id, way),
    CONSTRAINT alarm_delivery_claim CHECK ((claim IS NULL) = (claimed_until IS NULL) AND (claim IS NULL OR due IS NOT NULL)),
    CONSTRAINT alarm_delivery_said CHECK ((said IS NULL) = (said_at IS NULL)),
    CONSTRAINT alarm_delivery_end CHECK (due IS DISTINCT FROM 'resolved' OR fired_at IS NOT NULL)
);
COMMENT ON TABLE alarm_delivery IS 'What each way of sending was told of an alarm, and is still to be told.';
COMMENT ON COLUMN alarm_delivery.due IS 'What is to be said; NULL: nothing.';
COMMENT ON COLUMN alarm_delivery.tries IS 'How often it has failed to say what is due.';
COMMENT ON COLUMN alarm_delivery.claim IS 'Of the process that is saying it; when claimed_until has passed, that process is gone.';
COMMENT ON COLUMN alarm_delivery.fired_at IS 'When this way was first told, or may have been: only then it is told of the end.';
CREATE INDEX alarm_delivery_due ON alarm_delivery (next_try_at) WHERE due IS NOT NULL;

CREATE TABLE alarm_watch (
    only_row           boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    observe_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    pinged_at          timestamptz,
    ping_at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    ping_claim         uuid,
    ping_claimed_until timestamptz,
    ping_reason        text,
    ping_tries         integer NOT NULL DEFAULT 0 CHECK (ping_tries >= 0),
    ping_failing_since timestamptz,
    ping_error         text CHECK (length(ping_error) <= 1000)
);
INSERT INTO alarm_watch DEFAULT VALUES;
COMMENT ON TABLE alarm_watch IS 'When the fleet looks for alarms next, and what it has told the dead man''s switch.';
COMMENT ON COLUMN alarm_watch.pinged_at IS 'When the last ping was begun that was taken. The next one needs progress after it.';

-- What holds is looked at by one process of the fleet, which holds the row of alarm_watch; the others find it
-- locked, or the time not come. An alarm that holds for p_for_ms fires; one that has fired and is gone for as
-- long is over; one that is gone before it has fired is forgotten, and begins anew when it comes back.
CREATE FUNCTION alarms_observe(p_limits jsonb, p_ways text[], p_for_ms bigint, p_every_ms bigint, p_remind_ms bigint)
    RETURNS TABLE (event text, name text, subject text, severity text, summary text, seconds bigint)
    LANGUAGE plpgsql VOLATILE
    AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz;
    enough interval := p_for_ms * interval '1 ms';
BEGIN
    PERFORM FROM alarm_watch w
     WHERE w.observe_at <= clock_timestamp() OR w.observe_at > clock_timestamp() + interval '2 hours'
       FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    moment := clock_timestamp();
    UPDATE alarm_watch SET observe_at = moment + p_every_ms * interval '1 ms';

    WITH held AS MATERIALIZED (
        SELECT DISTINCT ON (f.fingerprint) f.fingerprint, left(n.name, 100) AS name, left(n.subject, 200) AS subject,
               n.severity, left(n.summary, 1000) AS summary, n.since
          FROM alarms_now(p_limits) n, LATERAL (SELECT alarm_fingerprint(n.name, n.subject)) f (fingerprint)
         ORDER BY f.fingerprint, n.severity = 'critical' DESC
    ), seen AS (
        UPDATE alarm a
           SET severity = h.severity, summary = h.summary, since = h.since, gone_at = NULL
          FROM held h
         WHERE a.fingerprint = h.fingerprint AND a.ends_at IS NULL
    ), come AS (
        INSERT INTO alarm (fingerprint, name, subject, severity, summary, since, starts_at)
        SELECT h.fingerprint, h.name, h.subject, h.severity, h.summary, h.since, moment
          FROM held h
         WHERE NOT EXISTS (SELECT FROM alarm a WHERE a.fingerprint = h.fingerprint AND a.ends_at IS NULL)
    )
    UPDATE alarm a
       SET gone_at = moment
     WHERE a.ends_at IS NULL AND a.gone_at IS NULL AND NOT EXISTS (SELECT FROM held h WHERE h.fingerprint = a.fingerprint);
    DELETE FROM alarm a WHERE a.ends_at IS NULL AND a.fired_at IS NULL AND a.gone_at IS NOT NULL;

    RETURN QUERY
    UPDATE alarm a
       SET fired_at = moment
     WHERE a.ends_at IS NULL AND a.fired_at IS NULL AND a.starts_at <= moment - enough
    RETURNING 'fired', a.name, a.subject, a.severity, a.summary,
              extract(epoch FROM moment - coalesce(a.since, a.starts_at))::bigint;
    -- A way that is configured later is told of what still holds. Of its own failure each hears by the others only.
    INSERT INTO alarm_delivery (alarm_id, way, due, next_try_at)
    SELECT a.id, w.way, 'firing', moment
      FROM alarm a, unnest(p_ways) w (way)
     WHERE a.ends_at IS NULL AND a.fired_at IS NOT NULL AND a.gone_at IS NULL
       AND NOT (a.name = 'alert_failing' AND a.subject = w.way)
     ORDER BY a.id, w.way
        ON CONFLICT DO NOTHING;

    -- A process that died while it was saying something may have said it.
    UPDATE alarm_delivery d
       SET claim = NULL, claimed_until = NULL,
           fired_at = coalesce(d.fired_at, CASE WHEN d.due = 'firing' THEN d.claimed_until END)
     WHERE d.claimed_until < moment;
    RETURN QUERY
    UPDATE alarm a
       SET ends_at = a.gone_at
     WHERE a.ends_at IS NULL AND a.gone_at <= moment - enough
    RETURNING 'over', a.name, a.subject, a.severity, a.summary, extract(epoch FROM a.gone_at - a.starts_at)::bigint;
    -- What is being said at this moment is judged when its outcome is known: alert_said().
    UPDATE alarm_delivery d
       SET due = CASE WHEN d.fired_at IS NOT NULL AND d.said IS DISTINCT FROM 'resolved' THEN 'resolved' END,
           next_try_at = moment, tries = 0, failing_since = NULL, last_error = NULL
      FROM alarm a
     WHERE a.id = d.alarm_id AND a.ends_at IS NOT NULL AND d.claim IS NULL AND d.due IS DISTINCT FROM 'resolved'
       AND (d.due IS NOT NULL OR d.said = 'firing');
    UPDATE alarm_delivery d
       SET due = NULL, failing_since = NULL
      FROM alarm a
     WHERE a.id = d.alarm_id AND d.due = 'resolved' AND d.claim IS NULL AND a.ends_at < moment - interval '1 day';

    -- Said again: when somebody wants to be reminded, and when it has become worse.
    UPDATE alarm_delivery d
       SET due = 'firing', next_try_at = moment, tries = 0
      FROM alarm a
     WHERE a.id = d.alarm_id AND a.ends_at IS NULL AND a.gone_at IS NULL AND d.due IS NULL AND d.said = 'firing'
       AND ((a.severity = 'critical' AND d.said_severity = 'warning')
            OR (p_remind_ms > 0 AND d.said_at <= moment - p_remind_ms * interval '1 ms'));
END
$$;
COMMENT ON FUNCTION alarms_observe IS
    'Look for alarms, if it is time and nobody else does: what has fired and what is over since the last look is returned, and each way is to be told.';

-- The row of the alarm is locked first, as alarms_observe() does it, so that no end is missed.
CREATE FUNCTION alert_said(p_alarm bigint, p_way text, p_claim uuid, p_severity text, p_error text, p_retry_ms bigint)
    RETURNS TABLE (tries integer, next_try_at timestamptz)
    LANGUAGE plpgsql VOLATILE
    AS $$
#variable_conflict use_column
DECLARE
    told   alarm;
    moment timestamptz := clock_timestamp();
BEGIN
    SELECT * INTO told FROM alarm a WHERE a.id = p_alarm FOR NO KEY UPDATE;
    IF p_error IS NULL THEN
        RETURN QUERY
        UPDATE alarm_delivery d
           SET said = d.due, said_at = moment, said_severity = p_severity,
               fired_at = coalesce(d.fired_at, moment),
               due = CASE WHEN d.due = 'firing' AND told.ends_at IS NOT NULL THEN 'resolved' END,
               next_try_at = moment, tries = 0, failing_since = NULL, last_error = NULL, claim = NULL, claimed_until = NULL
         WHERE d.alarm_id = p_alarm AND d.way = p_way AND d.claim = p_claim
        RETURNING d.tries, d.next_try_at;
    ELSE
        RETURN QUERY
        UPDATE alarm_delivery d
           SET due = CASE WHEN told.ends_at IS NULL OR d.due = 'resolved' THEN d.due
                          WHEN d.fired_at IS NOT NULL OR p_retry_ms IS NULL THEN 'resolved' END,
               -- What was cut off may have been heard, as with a process that died.
               fired_at = coalesce(d.fired_at, CASE WHEN p_retry_ms IS NULL AND d.due = 'firing' THEN moment END),
               tries = d.tries + (p_retry_ms IS NOT NULL)::integer,
               last_error = CASE WHEN p_retry_ms IS NULL THEN d.last_error ELSE left(p_error, 1000) END,
               failing_since = coalesce(d.failing_since, CASE WHEN p_retry_ms IS NOT NULL THEN moment END),
               next_try_at = moment + coalesce(least(p_retry_ms * 2 ^ least(d.tries, 20), 600000), 0) * interval '1 ms',
               claim = NULL, claimed_until = NULL
         WHERE d.alarm_id = p_alarm AND d.way = p_way AND d.claim = p_claim
        RETURNING d.tries, d.next_try_at;
    END IF;
END
$$;
COMMENT ON FUNCTION alert_said IS
    'Keep what came of saying what was claimed: p_error NULL: it was taken. No row: the claim has passed to another.';

-- ---- the dead man's switch ----

-- A named wait: nothing is to be done before a person or the clock decides. Months that are due and do not move
-- are none, and neither is a fleet that is away: then nobody pings, and the switch is the one that says so.
CREATE FUNCTION heartbeat_reason(p_since timestamptz) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT CASE WHEN EXISTS (SELECT FROM backfill_log l
                          WHERE l.checkpoint_at > p_since OR (l.status = 'completed' AND l.completed_at > p_since)) THEN 'progress'
            WHEN (SELECT c.paused FROM control c) THEN 'paused'
            WHEN NOT EXISTS (SELECT FROM backfill_log l
                              WHERE l.status IN ('queued', 'processing') OR (l.status = 'retry' AND l.retry_at <= clock_timestamp()))
            THEN coalesce((SELECT 'waits for ' || string_agg(DISTINCT w.provider, ', ' ORDER BY w.provider)
                             FROM backfill_log l, unnest(l.waits_for) w (provider) WHERE l.status = 'retry'), 'nothing is due')
       END
$$;
COMMENT ON FUNCTION heartbeat_reason IS
    'Why a ping is right: a month was completed or stored a step since, or what the fleet waits for; NULL: none is, because months wait and nothing moves.';

CREATE FUNCTION heartbeat_claim(p_claim uuid, p_ms bigint) RETURNS text
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    watch  alarm_watch;
    reason text;
    moment timestamptz := clock_timestamp();
BEGIN
    SELECT * INTO watch FROM alarm_watch w
     WHERE (w.ping_at <= moment OR w.ping_at > moment + interval '2 hours')
       AND (w.ping_claimed_until IS NULL OR w.ping_claimed_until < moment)
       FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    reason := heartbeat_reason(coalesce(watch.pinged_at, moment - interval '1 min'));
    UPDATE alarm_watch
       SET ping_claim = CASE WHEN reason IS NOT NULL THEN p_claim END,
           ping_claimed_until = CASE WHEN reason IS NOT NULL THEN moment + p_ms * interval '1 ms' END,
           ping_reason = reason,
           ping_at = CASE WHEN reason IS NULL THEN moment + interval '5 s' ELSE ping_at END;
    RETURN reason;
END
$$;
COMMENT ON FUNCTION heartbeat_claim IS
    'May this process ping now, and why? At most one ping a minute is begun by the fleet. NULL: it may not.';

CREATE FUNCTION heartbeat_said(p_claim uuid, p_begun_ms bigint, p_error text, p_retry_ms bigint) RETURNS integer
    LANGUAGE sql VOLATILE
    AS $$
UPDATE alarm_watch w
   SET pinged_at = CASE WHEN p_error IS NULL THEN clock_timestamp() - p_begun_ms * interval '1 ms' ELSE w.pinged_at END,
       ping_at = clock_timestamp() + CASE WHEN p_error IS NULL THEN interval '1 min' - least(p_begun_ms, 60000) * interval '1 ms'
                                          ELSE least(greatest(p_retry_ms * 2 ^ least(w.ping_tries, 20), 12000), 600000) * interval '1 ms' END,
       ping_tries = CASE WHEN p_error IS NULL THEN 0 ELSE w.ping_tries + 1 END,
       ping_failing_since = CASE WHEN p_error IS NOT NULL THEN coalesce(w.ping_failing_since, clock_timestamp()) END,
       ping_error = left(p_error, 1000), ping_claim = NULL, ping_claimed_until = NULL
 WHERE w.ping_claim = p_claim
RETURNING w.ping_tries
$$;
COMMENT ON FUNCTION heartbeat_said IS 'Keep what came of a ping that was begun so long ago. NULL: the claim has passed to another.';

CREATE OR REPLACE FUNCTION alarms_of_alerts() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
SELECT 'alert_failing', f.way, f.tries::numeric, f.since, NULL,
       'Alarms do not get through by ' || f.what || ': ' || f.last_error
       || '; ''backfill-producer check --test-alert'' tries it'
  FROM (SELECT d.way, 'alert.' || d.way AS what, max(d.tries) AS tries, min(d.failing_since) AS since,
               (array_agg(d.last_error ORDER BY d.tries DESC, d.alarm_id))[1] AS last_error
          FROM alarm_delivery d
         WHERE d.due IS NOT NULL AND d.failing_since IS NOT NULL
         GROUP BY d.way
         UNION ALL
        SELECT 'heartbeat', 'alert.heartbeat_url', w.ping_tries, w.ping_failing_since, w.ping_error
          FROM alarm_watch w
         WHERE w.ping_failing_since IS NOT NULL) f
$$;
COMMENT ON FUNCTION alarms_of_alerts IS 'Which way of sending alarms fails: how often in a row, since when, and its last words.';
