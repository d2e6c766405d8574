-- oldest-program: 0.1.0
-- Everything that can be wrong with the work of the fleet is measured in one place, and judged by the limits
-- of the configuration: what check says, and what alarms are sent for.

-- since: when it began, as far as the rows tell; NULL: not known. severity: NULL where the limits decide.
CREATE TYPE alarm_measure AS (name text, subject text, value numeric, since timestamptz, severity text, summary text);

CREATE FUNCTION alarm_count(p_number bigint, p_one text, p_many text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT p_number || CASE WHEN p_number = 1 THEN p_one ELSE p_many END $$;
COMMENT ON FUNCTION alarm_count IS 'A number with its noun: 1 month, 3 months.';

CREATE FUNCTION alarm_minutes(p_since timestamptz) RETURNS numeric
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT round((extract(epoch FROM clock_timestamp() - p_since) / 60)::numeric, 1) $$;
COMMENT ON FUNCTION alarm_minutes IS 'How long ago that is, in minutes.';

-- ---- since when and why a provider is closed ----

ALTER TABLE provider_state
    ADD COLUMN closed_since timestamptz,
    ADD COLUMN last_failure text;
COMMENT ON COLUMN provider_state.closed_since IS
    'When it was closed. A closing that follows another before the provider was open again has begun with that one.';
COMMENT ON COLUMN provider_state.last_failure IS 'What the last of its failures said; NULL: it answers.';

-- After five failures one call at a time tries again, and the provider is closed until that has ended.
CREATE FUNCTION provider_note_closing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.closed_until IS NULL THEN
        NEW.closed_since := NULL;
    ELSIF TG_OP = 'INSERT' OR OLD.closed_since IS NULL OR (OLD.closed_until <= clock_timestamp() AND OLD.failures < 5) THEN
        NEW.closed_since := clock_timestamp();
    END IF;
    IF NEW.closed_class = 'transient' AND NEW.last_failure IS NOT NULL THEN
        NEW.closed_why := split_part(NEW.closed_why, ', the last: ', 1) || ', the last: ' || NEW.last_failure;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION provider_note_closing IS
    'Trigger of provider_state: keeps when a closing began, and says with one that failures brought about what the last of them was.';
CREATE TRIGGER provider_state_closed_new BEFORE INSERT ON provider_state
    FOR EACH ROW WHEN (NEW.closed_until IS NOT NULL) EXECUTE FUNCTION provider_note_closing();
CREATE TRIGGER provider_state_closed BEFORE UPDATE ON provider_state
    FOR EACH ROW WHEN (NEW.closed_until IS DISTINCT FROM OLD.closed_until OR NEW.closed_why IS DISTINCT FROM OLD.closed_why)
    EXECUTE FUNCTION provider_note_closing();

-- ---- what is measured ----

CREATE FUNCTION alarms_of_fleet() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH living AS (
    SELECT p.id FROM process p
     WHERE p.stopped_at IS NULL AND p.heartbeat_at > clock_timestamp() - interval '1 min'
), ended AS ( -- an error counts until another process has lived for a minute since
    SELECT p.stopped_at, p.role || ' ' || p.host || ':' || p.pid || ' ended: ' || p.ended_because AS what
      FROM process p
     WHERE p.ended_because IS NOT NULL
       AND (p.stopped_at > clock_timestamp() - interval '1 day' OR NOT EXISTS (SELECT FROM living))
       AND NOT EXISTS (SELECT FROM process o WHERE o.started_at > p.stopped_at
                          AND o.heartbeat_at > o.started_at + interval '1 min')
     ORDER BY p.stopped_at DESC
     LIMIT 1
), ready AS (
    SELECT count(*) AS months, min(coalesce(l.retry_at, l.queued_at)) AS since
      FROM backfill_log l
     WHERE l.status IN ('queued', 'retry') AND coalesce(l.retry_at, l.queued_at) <= clock_timestamp()
), retry AS (
    SELECT count(*) AS months, min(l.retry_at) AS since
      FROM backfill_log l
     WHERE l.status = 'retry' AND l.retry_at <= clock_timestamp()
), orphaned AS (
    SELECT count(*) AS months, min(coalesce(p.heartbeat_at, l.started_at)) AS since
      FROM backfill_log l
      LEFT JOIN process p ON p.id = l.owner
     WHERE l.status = 'processing' AND l.owner NOT IN (SELECT id FROM living)
)
SELECT 'fleet_paused', '', alarm_minutes(c.paused_at), c.paused_at, NULL,
       'The fleet is paused by ' || coalesce(c.paused_by, '?') || coalesce(': ' || c.paused_why, '')
       || '; ''backfill-producer resume'' ends it'
  FROM control c
 WHERE c.paused
 UNION ALL
SELECT 'no_consumer', '', alarm_minutes(r.since), r.since, NULL,
       alarm_count(r.months, ' month waits', ' months wait') || ', and no consumer is running: start ''backfill-consumer'''
  FROM ready r
 WHERE r.months > 0 AND NOT EXISTS (SELECT FROM living)
 UNION ALL
SELECT 'process_ended', '', 1, e.stopped_at, CASE WHEN NOT EXISTS (SELECT FROM living) THEN 'critical' ELSE 'warning' END, e.what
  FROM ended e
 UNION ALL
SELECT 'months_orphaned', '', o.months, o.since, NULL,
       alarm_count(o.months, ' month is', ' months are') || ' processed by a consumer that was not heard of for a minute; '
       || 'any consumer that is running takes over'
  FROM orphaned o
 WHERE o.months > 0
 UNION ALL
SELECT 'retries_overdue', '', alarm_minutes(r.since), r.since, NULL,
       alarm_count(r.months, ' month was', ' months were') || ' to be tried again, and no consumer has taken '
       || CASE WHEN r.months = 1 THEN 'it' ELSE 'them' END
  FROM retry r
 WHERE r.months > 0
$$;
COMMENT ON FUNCTION alarms_of_fleet IS 'Who works, and what waits for it.';

CREATE FUNCTION alarms_of_months() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
SELECT 'months_failed', '', count(*), min(l.completed_at), NULL,
       alarm_count(count(*), ' month has failed', ' months have failed') || ': ''backfill-producer dlq groups'' shows of what'
  FROM backfill_log l
 WHERE l.status = 'failed'
 UNION ALL
SELECT 'months_partial', '', count(*), min(l.completed_at), NULL,
       alarm_count(count(*), ' month', ' months') || ' completed while a generator failed: ''backfill-producer schedule --only partial'' asks again'
  FROM backfill_log l
 WHERE l.status = 'completed' AND l.generator_failures <> '{}'
$$;
COMMENT ON FUNCTION alarms_of_months IS 'What has become of months.';

CREATE FUNCTION alarms_of_messages() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
SELECT 'outbox_refused', '', count(*), min(o.created_at), NULL,
       alarm_count(count(*), ' message waits', ' messages wait') || ' because the broker did not take '
       || CASE WHEN count(*) = 1 THEN 'it' ELSE 'them' END || ': ' || coalesce((array_agg(o.last_error ORDER BY o.id))[1], '?')
  FROM outbox o
 WHERE o.tries > 0
 UNION ALL
SELECT 'dead_letters', '', count(*), min(d.archived_at), NULL,
       alarm_count(count(*), ' dead letter is open', ' dead letters are open') || ': ''backfill-producer dlq groups'' shows of what'
  FROM dead_letter d
 WHERE d.state = 'archived'
$$;
COMMENT ON FUNCTION alarms_of_messages IS 'What could not be sent, and what is dead.';

CREATE FUNCTION alarms_of_alerts() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$ SELECT NULL::text, NULL::text, NULL::numeric, NULL::timestamptz, NULL::text, NULL::text WHERE false $$;
COMMENT ON FUNCTION alarms_of_alerts IS 'Which way of sending alarms fails; the migration that can send them says how.';

-- All that is measured, also where it is as it should be (severity: ok). A limit that is passed is an alarm;
-- one that is not there never is.
CREATE FUNCTION alarms_measured(p_limits jsonb)
    RETURNS TABLE (name text, subject text, severity text, summary text, value numeric, warn numeric, crit numeric,
                   since timestamptz)
    LANGUAGE sql STABLE
    AS $$
SELECT m.name, m.subject,
       CASE WHEN l.warn IS NULL AND l.crit IS NULL THEN 'ok'
            WHEN m.severity IS NOT NULL THEN m.severity
            WHEN m.value > l.crit THEN 'critical'
            WHEN m.value > l.warn THEN 'warning'
            ELSE 'ok' END,
       m.summary, m.value, l.warn, l.crit, m.since
  FROM (SELECT * FROM alarms_of_fleet()
         UNION ALL
        SELECT * FROM alarms_of_months()
         UNION ALL
        SELECT * FROM alarms_of_messages()
         UNION ALL
        SELECT * FROM alarms_of_alerts()) m,
       LATERAL (SELECT (d.limits ->> (m.name || '_warning'))::numeric AS warn, (d.limits ->> (m.name || '_critical'))::numeric AS crit
                  FROM (SELECT '{"fleet_paused_warning": 0, "no_consumer_warning": 1, "no_consumer_critical": 10,
                                 "process_ended_warning": 0, "months_orphaned_critical": 0, "retries_overdue_warning": 15,
                                 "months_failed_warning": 0, "months_partial_warning": 0, "outbox_refused_warning": 0,
                                 "dead_letters_warning": 0, "alert_failing_warning": 0}'::jsonb || p_limits AS limits) d) l
$$;
COMMENT ON FUNCTION alarms_measured IS 'Everything that alarms are judged by, with its limits and its severity: ok, warning, critical.';

CREATE FUNCTION alarms_now(p_limits jsonb)
    RETURNS TABLE (name text, subject text, severity text, summary text, value numeric, warn numeric, crit numeric,
                   since timestamptz)
    LANGUAGE sql STABLE
    AS $$
SELECT m.name, m.subject, m.severity, m.summary, m.value, m.warn, m.crit, m.since
  FROM alarms_measured(p_limits) m
 WHERE m.severity <> 'ok'
 ORDER BY m.severity, m.since, m.name, m.subject
$$;
COMMENT ON FUNCTION alarms_now IS
    'The alarms that hold at this moment, critical ones first. p_limits: the limits of the configuration by key (months_failed_warning), and what only the caller knows.';
