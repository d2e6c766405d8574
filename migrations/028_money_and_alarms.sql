-- oldest-program: 0.1.0
-- A budget that nobody can keep to is an alarm: where a consumer that runs has no price for a model that it asks.
-- And a budget limits as long as months of its order are under way, also when the order has scheduled its last one.

ALTER TABLE process ADD COLUMN unpriced text CHECK (length(unpriced) <= 1000);
COMMENT ON COLUMN process.unpriced IS
    'The models that its generators ask and that have no price in its configuration: gemini-2.5-flash of gemini. NULL: there is none.';

CREATE FUNCTION order_open_months(p_order bigint) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
SELECT count(*)
  FROM order_day e
  JOIN operation_item i ON i.operation_id = e.operation_id
  JOIN backfill_log l ON l.year = i.year AND l.month = i.month AND l.job_id = i.job_id
 WHERE e.order_id = p_order AND l.status IN ('queued', 'processing', 'retry')
$$;
COMMENT ON FUNCTION order_open_months IS 'The months that a standing order has scheduled and that are under way.';

CREATE OR REPLACE FUNCTION budget_state(p_per_day numeric, p_total numeric)
    RETURNS TABLE (subject text, budget numeric, spent numeric)
    LANGUAGE sql STABLE
    AS $$
SELECT l.subject, l.budget, l.spent
  FROM budget_spent(clock_timestamp()) s,
       LATERAL (VALUES ('budget.per_day', p_per_day, s.cost_day), ('budget.total', p_total, s.cost_total)) AS l (subject, budget, spent)
 WHERE l.budget IS NOT NULL
 UNION ALL
SELECT 'order ' || o.id, o.budget, coalesce(t.cost, 0)
  FROM backfill_order o
  LEFT JOIN order_total t ON t.order_id = o.id
 WHERE o.budget IS NOT NULL AND (o.ended_at IS NULL OR order_open_months(o.id) > 0)
$$;

CREATE FUNCTION alarms_of_prices(p_limits jsonb) RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH limited AS (
    SELECT CASE WHEN b.subject LIKE 'order %' THEN 'the budget of ' || b.subject ELSE b.subject END AS by
      FROM budget_state((p_limits ->> 'budget_per_day')::numeric, (p_limits ->> 'budget_total')::numeric) b
     ORDER BY b.subject LIKE 'order %', length(b.subject), b.subject DESC
     LIMIT 1
), fleet AS (
    SELECT count(*) AS consumers, min(p.started_at) AS since, min(p.unpriced) AS unpriced
      FROM process p
     WHERE p.unpriced IS NOT NULL AND p.role = 'consumer' AND p.stopped_at IS NULL
       AND p.heartbeat_at > clock_timestamp() - interval '1 min'
)
SELECT 'budget_unpriced', '',
       CASE WHEN l.by IS NULL THEN 0 ELSE greatest(f.consumers, (p_limits ->> 'unpriced' IS NOT NULL)::int) END,
       CASE WHEN l.by IS NOT NULL THEN f.since END, NULL::text,
       CASE WHEN l.by IS NULL THEN 'Nothing limits what calls cost'
            WHEN f.consumers > 0
            THEN l.by || ' limits what calls cost, and ' || alarm_count(f.consumers, 'consumer that runs has', 'consumers that run have')
                 || ' no price for ' || f.unpriced || ', so that its calls count as nothing: write providers.NAME.prices into the configuration of '
                 || CASE WHEN f.consumers = 1 THEN 'this consumer' ELSE 'these consumers' END || ', and start '
                 || CASE WHEN f.consumers = 1 THEN 'it' ELSE 'them' END || ' again'
            WHEN p_limits ->> 'unpriced' IS NOT NULL
            THEN l.by || ' limits what calls cost, and this configuration, with which no consumer starts, has no price for '
                 || (p_limits ->> 'unpriced') || ': write providers.NAME.prices = "MODEL=IN/OUT"'
            ELSE 'Each model that is asked has a price' END
  FROM fleet f LEFT JOIN limited l ON true
$$;
COMMENT ON FUNCTION alarms_of_prices IS 'Where what calls cost is limited and not known: by consumers that run, and in the configuration of whoever looks.';

CREATE OR REPLACE FUNCTION alarms_measured(p_limits jsonb)
    RETURNS TABLE (name text, subject text, severity text, summary text, value numeric, warn numeric, crit numeric,
                   since timestamptz)
    LANGUAGE sql STABLE
    AS $$
SELECT m.name, m.subject,
       CASE WHEN l.warn IS NULL AND l.crit IS NULL THEN 'ok'
            WHEN m.severity IS NOT NULL THEN m.severity
            WHEN m.value * l.sign > l.crit * l.sign THEN 'critical'
            WHEN m.value * l.sign > l.warn * l.sign THEN 'warning'
            ELSE 'ok' END,
       m.summary, m.value, l.warn, l.crit, m.since
  FROM (SELECT '{"window_hours": 24, "recent_years": 5, "unusual_neighbours": 8, "resolution_target": 70,
                 "resolution_target_recent": 90, "providers": []}'::jsonb || p_limits) g (given),
       LATERAL (SELECT * FROM alarms_of_fleet()
                 UNION ALL
                SELECT * FROM alarms_of_months(g.given)
                 UNION ALL
                SELECT * FROM alarms_of_unusual_months(g.given)
                 UNION ALL
                SELECT * FROM alarms_of_messages(g.given)
                 UNION ALL
                SELECT * FROM alarms_of_providers(g.given)
                 UNION ALL
                SELECT * FROM alarms_of_prices(g.given)
                 UNION ALL
                SELECT * FROM alarms_of_alerts()) m,
       LATERAL (SELECT (g.given ->> (m.name || '_warning'))::numeric AS warn, (g.given ->> (m.name || '_critical'))::numeric AS crit,
                       CASE WHEN m.name = 'resolution_low' THEN -1 ELSE 1 END AS sign) l
$$;

-- ---- alarms that are sent ----

CREATE OR REPLACE FUNCTION alarms_of_fleet() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH living AS MATERIALIZED (
    SELECT p.id, p.started_at FROM process p
     WHERE p.stopped_at IS NULL AND p.heartbeat_at > clock_timestamp() - interval '1 min'
), fleet AS MATERIALIZED (
    SELECT c.*, (SELECT count(*) FROM living) AS living, (SELECT min(started_at) FROM living) AS works_since FROM control c
), ended AS ( -- an error counts until another process has lived for a minute since, or has ended as it was told to
    SELECT p.stopped_at, p.role || ' ' || p.host || ':' || p.pid || ' ended: ' || rtrim(p.ended_because, '. ') AS what
      FROM process p
     WHERE p.ended_because IS NOT NULL
       AND (p.stopped_at > clock_timestamp() - interval '1 day' OR NOT EXISTS (SELECT FROM living))
       AND NOT EXISTS (SELECT FROM process o WHERE o.started_at > p.stopped_at
                          AND (o.heartbeat_at > o.started_at + interval '1 min'
                               OR (o.stopped_at IS NOT NULL AND o.ended_because IS NULL)))
), ready AS (
    SELECT count(*) AS months, min(coalesce(l.retry_at, l.queued_at)) AS since,
           count(*) FILTER (WHERE l.status = 'retry') AS retries, min(l.retry_at) FILTER (WHERE l.status = 'retry') AS retries_since
      FROM backfill_log l
     WHERE l.status IN ('queued', 'retry') AND coalesce(l.retry_at, l.queued_at) <= clock_timestamp()
), due AS ( -- what a running consumer would do at once
    SELECT count(*) AS orders, min(o.id) AS first,
           min((clock_timestamp() AT TIME ZONE 'UTC')::date + o.daily_at) AT TIME ZONE 'UTC' AS since
      FROM backfill_order o
     WHERE o.state = 'active' AND order_is_due(o, clock_timestamp())
), orphaned AS (
    SELECT count(*) AS months, min(coalesce(p.heartbeat_at, l.started_at)) AS since
      FROM backfill_log l
      LEFT JOIN process p ON p.id = l.owner
     WHERE l.status = 'processing' AND l.owner NOT IN (SELECT id FROM living)
), claimed AS (
    SELECT a.started_at AS last FROM backfill_attempt a ORDER BY a.id DESC LIMIT 1
), taken AS ( -- nothing was, since all of these were there: a month, a consumer, a first or a last claim
    SELECT greatest(r.since, f.works_since, (SELECT last FROM claimed)) AS since FROM ready r, fleet f
)
SELECT 'fleet_paused', '', CASE WHEN f.paused THEN coalesce(alarm_minutes(f.paused_at), 0.1) ELSE 0 END, CASE WHEN f.paused THEN f.paused_at END, NULL::text,
       CASE WHEN NOT f.paused THEN 'The fleet is not paused'
            ELSE 'The fleet is paused by ' || coalesce(f.paused_by, '?') || coalesce(': ' || f.paused_why, '')
                 || '; ''backfill-producer resume'' ends it' END
  FROM fleet f
 UNION ALL
SELECT 'no_consumer', '', CASE WHEN w.waits THEN greatest(alarm_minutes(least(r.since, d.since)), 0) ELSE 0 END,
       CASE WHEN w.waits THEN least(r.since, d.since) END, NULL,
       CASE WHEN f.living > 0 THEN alarm_count(f.living, 'consumer is running', 'consumers are running')
            WHEN NOT w.waits THEN 'No consumer is running, and nothing waits for one'
            ELSE concat_ws(', and ', CASE WHEN r.months > 0 THEN alarm_count(r.months, 'month waits', 'months wait') END,
                           CASE WHEN d.orders > 0 THEN 'today''s months of order ' || d.first || ' are not scheduled' END)
                 || ', but no consumer is running: start ''backfill-consumer''' END
  FROM fleet f, ready r, due d, LATERAL (SELECT f.living = 0 AND r.months + d.orders > 0) w (waits)
 UNION ALL
SELECT 'nothing_consumed', '', CASE WHEN w.waits THEN greatest(alarm_minutes(t.since), 0) ELSE 0 END, CASE WHEN w.waits THEN t.since END, NULL,
       CASE WHEN NOT w.waits THEN 'Months that wait are taken'
            ELSE alarm_count(r.months, 'month waits', 'months wait') || ' and ' || alarm_count(f.living, 'consumer is', 'consumers are')
                 || ' running, but none has taken a month: ''backfill-producer why'' and the consumer''s log tell more' END
  FROM fleet f, ready r, taken t, LATERAL (SELECT f.living > 0 AND NOT f.paused AND r.months > 0) w (waits)
 UNION ALL
SELECT 'retries_overdue', '', CASE WHEN w.waits THEN alarm_minutes(r.retries_since) ELSE 0 END, CASE WHEN w.waits THEN r.retries_since END, NULL,
       CASE WHEN NOT w.waits THEN 'No month that is to be tried again waits in vain'
            ELSE alarm_count(r.retries, 'month was', 'months were') || ' to be tried again, and no consumer has taken '
                 || CASE WHEN r.retries = 1 THEN 'it' ELSE 'them' END || ': ''backfill-producer why'' tells more' END
  FROM ready r, fleet f, LATERAL (SELECT r.retries > 0 AND NOT f.paused) w (waits)
 UNION ALL
SELECT 'process_ended', '', count(*), min(e.stopped_at),
       CASE WHEN count(*) > 0 AND (SELECT living FROM fleet) = 0 THEN 'critical' END,
       CASE WHEN count(*) = 0 THEN 'No process has ended because of an error'
            ELSE (array_agg(e.what ORDER BY e.stopped_at DESC))[1]
                 || CASE WHEN count(*) > 1 THEN '; so did ' || count(*) - 1 || ' before it' ELSE '' END
                 || ': mend this, then start it again' END
  FROM ended e
 UNION ALL
SELECT 'months_orphaned', '', o.months, CASE WHEN o.months > 0 THEN o.since END, NULL,
       CASE WHEN o.months = 0 THEN 'Each month in work has a consumer'
            ELSE alarm_count(o.months, 'month belongs', 'months belong') || ' to a consumer that was not heard of for a minute: '
                 || CASE WHEN f.living > 0 THEN 'the one that is running takes over' ELSE 'start ''backfill-consumer'', which takes over' END END
  FROM orphaned o, fleet f
$$;

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

-- p_heard: whoever it was sent to may have heard it, though nobody said so: the sending was cut off, or there was no
-- answer in its time. Then the end is owed, as with a process that died. p_retry_ms NULL: it was cut off by our own end,
-- which is no failure.
CREATE FUNCTION alert_outcome(p_alarm bigint, p_way text, p_claim uuid, p_severity text, p_error text, p_retry_ms bigint, p_heard boolean)
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
                          WHEN d.fired_at IS NOT NULL OR p_heard THEN 'resolved' END,
               fired_at = coalesce(d.fired_at, CASE WHEN p_heard AND d.due = 'firing' THEN moment END),
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
COMMENT ON FUNCTION alert_outcome IS
    'Keep what came of saying what was claimed: p_error NULL: it was taken. No row: the claim has passed to another.';

CREATE OR REPLACE FUNCTION alert_said(p_alarm bigint, p_way text, p_claim uuid, p_severity text, p_error text, p_retry_ms bigint)
    RETURNS TABLE (tries integer, next_try_at timestamptz)
    LANGUAGE sql VOLATILE
    AS $$ SELECT * FROM alert_outcome(p_alarm, p_way, p_claim, p_severity, p_error, p_retry_ms, p_retry_ms IS NULL) $$;
COMMENT ON FUNCTION alert_said IS 'alert_outcome() as older programs call it.';
