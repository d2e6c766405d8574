-- oldest-program: 0.1.0
-- Everything that can be wrong with the work of the fleet is measured in one place, and judged by the limits
-- of the configuration: what check says, and what alarms are sent for.

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

-- since: when it began, as far as the rows tell; NULL: not known. severity: NULL where the limits decide.
CREATE TYPE alarm_measure AS (name text, subject text, value numeric, since timestamptz, severity text, summary text);

CREATE FUNCTION alarm_count(p_number bigint, p_one text, p_many text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT p_number || ' ' || CASE WHEN p_number = 1 THEN p_one ELSE p_many END $$;
COMMENT ON FUNCTION alarm_count IS 'A number with its noun: 1 month, 3 months.';

CREATE FUNCTION alarm_minutes(p_since timestamptz) RETURNS numeric
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT round((ceil(extract(epoch FROM clock_timestamp() - p_since) / 6) / 10)::numeric, 1) $$;
COMMENT ON FUNCTION alarm_minutes IS 'How long ago that is, in minutes, rounded up to a tenth: above 0 from its first moment on.';

CREATE FUNCTION alarm_month(p_number integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT p_number / 12 || '-' || lpad((p_number % 12 + 1)::text, 2, '0') $$;
COMMENT ON FUNCTION alarm_month IS 'The name of the month whose number is year * 12 + month - 1.';

CREATE FUNCTION alarms_of_fleet() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH living AS MATERIALIZED (
    SELECT p.id, p.started_at FROM process p
     WHERE p.stopped_at IS NULL AND p.heartbeat_at > clock_timestamp() - interval '1 min'
), fleet AS MATERIALIZED (
    SELECT c.*, (SELECT count(*) FROM living) AS living, (SELECT min(started_at) FROM living) AS works_since FROM control c
), ended AS ( -- an error counts until another process has lived for a minute since
    SELECT p.stopped_at, p.role || ' ' || p.host || ':' || p.pid || ' ended: ' || rtrim(p.ended_because, '. ') AS what
      FROM process p
     WHERE p.ended_because IS NOT NULL
       AND (p.stopped_at > clock_timestamp() - interval '1 day' OR NOT EXISTS (SELECT FROM living))
       AND NOT EXISTS (SELECT FROM process o WHERE o.started_at > p.stopped_at
                          AND o.heartbeat_at > o.started_at + interval '1 min')
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
COMMENT ON FUNCTION alarms_of_fleet IS 'Who works, and what waits for it.';

CREATE FUNCTION alarms_of_months(p_limits jsonb) RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH lately AS MATERIALIZED (
    SELECT alarm_month(l.year * 12 + l.month - 1) AS name, l.books_generated AS books, l.isbns_resolved AS isbns,
           l.resolution_rate AS rate, l.completed_at,
           l.year > extract(year FROM clock_timestamp() AT TIME ZONE 'UTC') - (p_limits ->> 'recent_years')::int AS recent
      FROM backfill_log l
     WHERE l.status = 'completed' AND l.books_generated > 0
       AND l.completed_at > clock_timestamp() - (p_limits ->> 'window_hours')::int * interval '1 hour'
), low AS ( -- the months below the limit, the worst first
    SELECT count(*) AS months, min(y.completed_at) AS since, min(y.name) FILTER (WHERE y.place = 1) AS worst,
           string_agg(y.name || ' ' || round(y.rate, 1) || ' %', ', ' ORDER BY y.place) FILTER (WHERE y.place <= 8) AS names
      FROM (SELECT l.*, row_number() OVER (ORDER BY l.rate, l.name) AS place FROM lately l
             WHERE l.rate < greatest((p_limits ->> 'resolution_low_warning')::numeric, (p_limits ->> 'resolution_low_critical')::numeric)) y
), resolution AS (
    SELECT count(*) AS months, round(100.0 * sum(isbns) / nullif(sum(books), 0), 1) AS rate,
           round(100.0 * sum(isbns) FILTER (WHERE recent) / nullif(sum(books) FILTER (WHERE recent), 0), 1) AS of_recent,
           round(100.0 * sum(isbns) FILTER (WHERE NOT recent) / nullif(sum(books) FILTER (WHERE NOT recent), 0), 1) AS of_others
      FROM lately
), processing AS (
    SELECT count(*) AS months, min(l.started_at) AS since,
           (array_agg(alarm_month(l.year * 12 + l.month - 1) ORDER BY l.started_at, l.year, l.month))[1] AS name
      FROM backfill_log l
     WHERE l.status = 'processing'
)
SELECT 'resolution_low', '', r.rate, w.since, NULL::text,
       CASE WHEN r.months = 0 THEN 'No month completed with books in the last ' || (p_limits ->> 'window_hours') || ' hours'
            ELSE r.rate || ' % of the books of ' || alarm_count(r.months, 'month', 'months') || ' that completed in the last '
                 || (p_limits ->> 'window_hours') || ' hours have an ISBN'
                 || coalesce('; of recent years ' || r.of_recent || ' % (target ' || (p_limits ->> 'resolution_target_recent') || ' %)', '')
                 || coalesce('; of earlier years ' || r.of_others || ' % (target ' || (p_limits ->> 'resolution_target') || ' %)', '')
                 || CASE WHEN w.months = 0 THEN ''
                         ELSE '; worst: ' || w.names || CASE WHEN w.months > 8 THEN ' and ' || w.months - 8 || ' more' ELSE '' END
                              || ': ''backfill-producer show ' || w.worst || ''' tells why' END END
  FROM resolution r, low w
 UNION ALL
SELECT 'months_failed', '', count(*), min(l.completed_at), NULL,
       CASE WHEN count(*) = 0 THEN 'No month has failed'
            ELSE alarm_count(count(*), 'month has failed', 'months have failed') || ': ''backfill-producer dlq groups'' shows of what' END
  FROM backfill_log l
 WHERE l.status = 'failed'
 UNION ALL
SELECT 'months_partial', '', count(*), min(l.completed_at), NULL,
       CASE WHEN count(*) = 0 THEN 'No month completed while a generator failed'
            ELSE alarm_count(count(*), 'month', 'months')
                 || ' completed while a generator failed: ''backfill-producer schedule --only partial'' asks again' END
  FROM backfill_log l
 WHERE l.status = 'completed' AND l.generator_failures <> '{}'
 UNION ALL
SELECT 'month_long_processing', '', greatest(coalesce(alarm_minutes(p.since), 0), 0), p.since, NULL,
       CASE WHEN p.months = 0 THEN 'No month is being processed'
            ELSE p.name || ' has been processing for ' || greatest(floor(alarm_minutes(p.since)), 0) || ' minutes'
                 || CASE WHEN p.months = 1 THEN '' ELSE ', the longest of ' || p.months END
                 || ': ''backfill-producer show ' || p.name || ''' tells more, ''reset --stuck'' takes back what hangs' END
  FROM processing p
$$;
COMMENT ON FUNCTION alarms_of_months IS 'What has become of months.';

-- A month is compared with up to 12 months on each side of it that completed with the same prompt and number
-- of books. The distance from their median is counted in spreads, the median distance of the neighbours
-- themselves, which a few odd ones among them do not move; no spread is less than what chance alone does.
CREATE FUNCTION alarms_of_unusual_months(p_limits jsonb) RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH done AS (
    SELECT alarm_month(l.year * 12 + l.month - 1) AS name, l.completed_at, c.books, c.rate, c.seconds, array_agg(c.books) OVER around AS all_books,
           array_agg(c.rate) OVER around AS all_rates, array_agg(c.seconds) OVER around AS all_seconds
      FROM backfill_log l,
           LATERAL (SELECT l.books_generated::float8, l.resolution_rate::float8, extract(epoch FROM l.completed_at - l.started_at)::float8) c (books, rate, seconds)
     WHERE l.status = 'completed' AND l.generator_failures = '{}'
    WINDOW around AS (PARTITION BY l.prompt_variant, l.batch_size ORDER BY l.year, l.month
                      ROWS BETWEEN 12 PRECEDING AND 12 FOLLOWING EXCLUDE CURRENT ROW)
), judged AS (
    SELECT d.*, least((p_limits ->> 'month_unusual_warning')::float8, (p_limits ->> 'month_unusual_critical')::float8) AS allowed
      FROM done d
     WHERE d.completed_at > clock_timestamp() - (p_limits ->> 'window_hours')::int * interval '1 hour'
       AND cardinality(d.all_books) >= (p_limits ->> 'unusual_neighbours')::int
       AND coalesce(p_limits ->> 'month_unusual_warning', p_limits ->> 'month_unusual_critical') IS NOT NULL
), distance AS (
    SELECT j.name, j.completed_at, d.spreads, d.what, row_number() OVER (PARTITION BY j.name ORDER BY d.spreads DESC) AS of_month
      FROM judged j,
           LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM unnest(j.all_books) x) b (middle),
           LATERAL (SELECT greatest(percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(x - b.middle)), 0.05 * b.middle, 1) FROM unnest(j.all_books) x) bs (spread),
           LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM unnest(j.all_rates) x) r (middle),
           LATERAL (SELECT greatest(percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(x - r.middle)), 3) FROM unnest(j.all_rates) x) rs (spread),
           LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM unnest(j.all_seconds) x) t (middle),
           LATERAL (SELECT greatest(percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(x - t.middle)), 0.25 * t.middle, 10) FROM unnest(j.all_seconds) x) ts (spread),
           LATERAL (VALUES
               ((r.middle - j.rate) / rs.spread, 'has an ISBN for ' || round(j.rate::numeric, 1) || ' % of its books, where months around it have '
                                                 || round(r.middle::numeric, 1) || ' %'),
               ((b.middle - j.books) / bs.spread, 'has ' || alarm_count(j.books::bigint, 'book', 'books') || ', where months around it have '
                                                  || round(b.middle::numeric)),
               ((j.seconds - t.middle) / ts.spread, 'took ' || round(j.seconds::numeric / 60, 1) || ' minutes, where months around it took '
                                                    || round(t.middle::numeric / 60, 1))) AS d (spreads, what)
     WHERE d.spreads > j.allowed
)
SELECT 'month_unusual', d.name, round(d.spreads::numeric, 1), d.completed_at, NULL::text,
       d.name || ' ' || d.what || ': ''backfill-producer show ' || d.name || ''' tells more'
  FROM distance d
 WHERE d.of_month = 1
 ORDER BY d.spreads DESC, d.name
 LIMIT 10
$$;
COMMENT ON FUNCTION alarms_of_unusual_months IS 'The completed months that lie far outside their neighbours, ten at most: an outage that looks like success.';

CREATE FUNCTION alarms_of_messages(p_limits jsonb) RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH waiting AS MATERIALIZED (
    SELECT count(*) AS messages, min(since) AS since, count(*) FILTER (WHERE tries > 0) AS refused,
           min(since) FILTER (WHERE tries > 0) AS refused_since, (array_agg(last_error ORDER BY id) FILTER (WHERE tries > 0))[1] AS why
      FROM (SELECT o.id, o.tries, o.last_error, CASE WHEN o.tries > 0 THEN o.created_at ELSE o.available_at END AS since FROM outbox o) o
     WHERE since <= clock_timestamp()
)
SELECT 'outbox_old', '', greatest(coalesce(alarm_minutes(w.since), 0), 0), w.since, NULL::text,
       CASE WHEN w.messages = 0 THEN 'No message waits to be sent'
            ELSE alarm_count(w.messages, 'message waits', 'messages wait') || ' to be sent, the oldest for '
                 || greatest(floor(alarm_minutes(w.since)), 0) || ' minutes'
                 || coalesce(', refused: ' || rtrim(w.why, '. '), '')
                 || ': is a consumer running, and does the broker take messages?' END
  FROM waiting w
 UNION ALL
SELECT 'outbox_refused', '', w.refused, w.refused_since, NULL,
       CASE WHEN w.refused = 0 THEN 'The broker takes all messages'
            ELSE alarm_count(w.refused, 'message waits', 'messages wait') || ' because the broker did not take '
                 || CASE WHEN w.refused = 1 THEN 'it' ELSE 'them' END || ': ' || coalesce(rtrim(w.why, '. '), '?')
                 || '; ''backfill-producer topology'' mends queues and bindings' END
  FROM waiting w
 UNION ALL
SELECT 'dead_letters', '', count(*), min(d.archived_at), NULL,
       CASE WHEN count(*) = 0 THEN 'No dead letter is open'
            ELSE alarm_count(count(*), 'dead letter is open', 'dead letters are open') || ': ''backfill-producer dlq groups'' shows of what' END
  FROM dead_letter d
 WHERE d.state = 'archived'
 UNION ALL
SELECT 'dead_letters', 'broker', (p_limits ->> 'letters_on_broker')::bigint, NULL, NULL,
       CASE p_limits ->> 'letters_on_broker'
            WHEN '0' THEN 'No dead letter waits on the broker'
            WHEN '1' THEN '1 dead letter waits on the broker: ''backfill-producer dlq collect'' brings it into the archive'
            ELSE (p_limits ->> 'letters_on_broker')
                 || ' dead letters wait on the broker: ''backfill-producer dlq collect'' brings them into the archive' END
 WHERE p_limits ->> 'letters_on_broker' IS NOT NULL
 UNION ALL
(SELECT 'group_returned', g.fingerprint, l.letters, l.since, NULL,
        alarm_count(l.letters, 'dead letter', 'dead letters') || ' died after the fix of ' || to_char(g.fixed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')
        || ' (' || left(g.fix, 100) || '): ''backfill-producer dlq list --group ' || g.fingerprint || ''' shows which'
   FROM dead_letter_group g,
        LATERAL (SELECT count(*) AS letters, min(least(d.last_at, d.archived_at)) AS since
                   FROM dead_letter d
                  WHERE d.fingerprint = g.fingerprint AND d.state = 'archived' AND least(d.last_at, d.archived_at) > g.fixed_at) l
  WHERE g.fixed_at IS NOT NULL AND l.letters > 0
  ORDER BY l.letters DESC, g.fingerprint
  LIMIT 10)
$$;
COMMENT ON FUNCTION alarms_of_messages IS 'What could not be sent, and what is dead.';

CREATE FUNCTION alarms_of_providers(p_limits jsonb) RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH used AS MATERIALIZED (
    SELECT p.name, p.daily, d.day, (d.day + 1)::timestamp AT TIME ZONE p.zone AS ends_at, s.closed_class, s.closed_why, s.closed_since,
           s.closed_until, s.failures,
           coalesce(s.closed_until > clock_timestamp() - CASE WHEN s.failures >= 5 THEN interval '2 min' ELSE interval '0' END, false) AS closed,
           CASE WHEN (s.own_at AT TIME ZONE p.zone)::date = d.day THEN greatest(s.own_spent - s.own_counted, 0) ELSE 0 END AS drift
      FROM jsonb_to_recordset(p_limits -> 'providers') AS p (name text, zone text, daily bigint)
      LEFT JOIN provider_state s ON s.provider = p.name,
           LATERAL (SELECT (clock_timestamp() AT TIME ZONE p.zone)::date) d (day)
), closed AS ( -- who asks to wait for a short time is not closed long enough to be spoken of
    SELECT u.*, u.closed AND (u.closed_class <> 'rate_limited' OR u.closed_until - u.closed_since > interval '10 min') AS alarms,
           (SELECT count(*) FROM backfill_log l WHERE l.status = 'retry' AND u.name = ANY (l.waits_for)) AS months
      FROM used u
), spent AS (
    SELECT b.subject AS name, b.budget AS allowed, b.spent AS cost, round(100 * b.spent / b.budget, 1) AS percent,
           substring(b.subject FROM '^order (.*)') AS order_id,
           CASE WHEN b.subject LIKE 'order %' THEN initcap(b.subject) || ' has cost ' || money_text(b.spent) || ' of its budget of ' || money_text(b.budget)
                ELSE 'Calls have cost ' || money_text(b.spent) || ' of ' || b.subject || ', which is ' || money_text(b.budget) END AS words,
           CASE WHEN b.subject = 'budget.per_day' THEN (SELECT s.next_day_at FROM budget_spent(clock_timestamp()) s) END AS until,
           (SELECT count(*) FROM backfill_log l WHERE l.status = 'retry' AND b.subject = ANY (l.waits_for)) AS months
      FROM budget_state((p_limits ->> 'budget_per_day')::numeric, (p_limits ->> 'budget_total')::numeric) b
     WHERE b.budget > 0
)
SELECT 'provider_closed', c.name, CASE WHEN c.alarms THEN coalesce(alarm_minutes(c.closed_since), 0.1) ELSE 0 END,
       CASE WHEN c.closed THEN c.closed_since END,
       CASE WHEN c.alarms THEN CASE c.closed_class WHEN 'config' THEN 'critical' WHEN 'quota' THEN 'warning' WHEN 'operator' THEN 'warning' END END,
       CASE WHEN NOT c.closed THEN c.name || ' is not closed'
            ELSE c.name || ' is closed until ' || to_char(c.closed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') || ' ('
                 || c.closed_class || '): ' || coalesce(rtrim(c.closed_why, '. '), '?')
                 || CASE WHEN c.months = 0 THEN '' ELSE '; ' || alarm_count(c.months, 'month waits', 'months wait') || ' for it' END
                 || CASE c.closed_class
                         WHEN 'config' THEN '; mend its configuration, then ''backfill-producer provider open ' || c.name || ''''
                         WHEN 'quota' THEN ''
                         ELSE '; ''backfill-producer provider open ' || c.name || ''' tries it again at once' END END
  FROM closed c
 UNION ALL
SELECT 'quota_high', u.name, round(100.0 * t.taken / u.daily, 1), NULL, NULL,
       u.name || ' has used ' || t.taken || ' of the ' || u.daily || ' calls of its day, which ends at '
       || to_char(u.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') || ': ''backfill-producer quota'' shows what is left'
  FROM used u,
       LATERAL (SELECT coalesce(sum(x.units), 0) + u.drift FROM provider_usage x WHERE x.provider = u.name AND x.day = u.day) t (taken)
 WHERE u.daily > 0
 UNION ALL
SELECT 'budget_near', s.name, s.percent, NULL, CASE WHEN s.cost >= s.allowed THEN 'ok' END, s.words
  FROM spent s
 UNION ALL
SELECT 'budget_spent', s.name, (s.cost >= s.allowed)::int, NULL, NULL,
       s.words || CASE WHEN s.cost < s.allowed THEN ''
                       ELSE ', and no call that costs anything is begun' || CASE WHEN s.months = 0 THEN '' ELSE '; ' || alarm_count(s.months, 'month waits', 'months wait') END
                            || CASE WHEN s.order_id IS NOT NULL THEN ': ''backfill-producer order budget ' || s.order_id || ' AMOUNT'' raises it'
                                    ELSE coalesce(' until ' || to_char(s.until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') || ', or', '')
                                         || ' until the configuration of the consumers allows more' END END
  FROM spent s
$$;
COMMENT ON FUNCTION alarms_of_providers IS 'Which providers are closed, and what is left of calls and money.';

CREATE FUNCTION alarms_of_alerts() RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$ SELECT NULL::text, NULL::text, NULL::numeric, NULL::timestamptz, NULL::text, NULL::text WHERE false $$;
COMMENT ON FUNCTION alarms_of_alerts IS 'Which way of sending alarms fails; the migration that can send them says how.';

-- All that is measured, also where it is as it should be (severity: ok). A limit that is passed is an alarm;
-- one that is not given never is.
CREATE FUNCTION alarms_measured(p_limits jsonb)
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
                SELECT * FROM alarms_of_alerts()) m,
       LATERAL (SELECT (g.given ->> (m.name || '_warning'))::numeric AS warn, (g.given ->> (m.name || '_critical'))::numeric AS crit,
                       CASE WHEN m.name = 'resolution_low' THEN -1 ELSE 1 END AS sign) l
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
    'The alarms that hold at this moment, critical ones first. p_limits: the limits of the configuration by key (months_failed_warning), and what only the caller knows: providers, budgets, queue_depth, letters_on_broker.';
