-- Who did it over HTTP is a right and an address, "cron 127.0.0.1": as a person is found with any host, such are found
-- with any address.

DROP INDEX operator_action_person;
CREATE INDEX operator_action_person ON operator_action (split_part(split_part(actor, '@', 1), ' ', 1), at, id);

-- A process without a way of telling may look for alarms before all others each time, so that what it finds is
-- told by nobody. It leaves the looking to those that can tell, as long as there are such.

ALTER TABLE alarm_watch ADD COLUMN able_at timestamptz;
COMMENT ON COLUMN alarm_watch.able_at IS 'When a process looked last that has a way of telling. One without leaves it to such.';

CREATE OR REPLACE FUNCTION alarms_observe(p_limits jsonb, p_ways text[], p_for_ms bigint, p_every_ms bigint, p_remind_ms bigint)
    RETURNS TABLE (event text, name text, subject text, severity text, summary text, seconds bigint)
    LANGUAGE plpgsql VOLATILE
    AS $$
#variable_conflict use_column
DECLARE
    moment timestamptz;
    enough interval := p_for_ms * interval '1 ms';
BEGIN
    PERFORM FROM alarm_watch w
     WHERE (w.observe_at <= clock_timestamp() OR w.observe_at > clock_timestamp() + interval '2 hours')
       AND (cardinality(p_ways) > 0
            OR coalesce(w.able_at NOT BETWEEN clock_timestamp() - p_every_ms * 3 * interval '1 ms'
                                          AND clock_timestamp() + interval '2 hours', true))
       FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    moment := clock_timestamp();
    UPDATE alarm_watch
       SET observe_at = moment + p_every_ms * interval '1 ms',
           able_at = CASE WHEN cardinality(p_ways) > 0 THEN moment ELSE able_at END;

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
     WHERE a.ends_at IS NULL AND a.gone_at IS NULL AND NOT EXISTS (SELECT FROM held h WHERE h.fingerprint = a.fingerprint)
       -- Who does not reach the broker cannot tell that it is over.
       AND NOT (a.name = 'dead_letters' AND a.subject = 'broker' AND p_limits ->> 'letters_on_broker' IS NULL);
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
