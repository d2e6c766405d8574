-- oldest-program: 0.1.0
-- What is looked at all the time is not counted anew each time: how many letters are in which state. And the reason
-- why a month is not chosen becomes a part of the statement that asks for it, where it was called for each month.

CREATE TABLE dead_letter_total (
    state       text NOT NULL,
    fingerprint text NOT NULL,
    letters     bigint NOT NULL
);
COMMENT ON TABLE dead_letter_total IS 'How many dead letters of a group are in a state: the sum of the rows of both. There may be several, because nobody waits for another who changes one.';
CREATE INDEX dead_letter_total_group ON dead_letter_total (state, fingerprint);
INSERT INTO dead_letter_total (state, fingerprint, letters)
SELECT d.state, d.fingerprint, count(*) FROM dead_letter d GROUP BY d.state, d.fingerprint;

-- A row that somebody else has locked is left as it is, and a new one stands beside it, which the next change
-- merges. So nobody waits, locks have no order, and there are no more rows than changes at once.
CREATE FUNCTION dead_letter_total_merge(p_states text[], p_fingerprints text[], p_letters bigint[]) RETURNS void
    LANGUAGE sql
    AS $$
WITH change AS MATERIALIZED (
    SELECT c.state, c.fingerprint, sum(c.letters) AS letters
      FROM unnest(p_states, p_fingerprints, p_letters) AS c (state, fingerprint, letters)
     GROUP BY c.state, c.fingerprint
    HAVING sum(c.letters) <> 0
), free AS MATERIALIZED (
    SELECT t.ctid AS place
      FROM change c
      JOIN dead_letter_total t ON t.state = c.state AND t.fingerprint = c.fingerprint
       FOR UPDATE OF t SKIP LOCKED
), merged AS (
    DELETE FROM dead_letter_total t USING free f WHERE t.ctid = f.place RETURNING t.state, t.fingerprint, t.letters
)
INSERT INTO dead_letter_total (state, fingerprint, letters)
SELECT a.state, a.fingerprint, sum(a.letters)
  FROM (SELECT * FROM change UNION ALL SELECT * FROM merged) a
 GROUP BY a.state, a.fingerprint
HAVING sum(a.letters) <> 0
$$;
COMMENT ON FUNCTION dead_letter_total_merge IS 'Adds numbers of letters, negative ones too, to the totals of their states and groups.';

CREATE FUNCTION dead_letter_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    states text[];
    fingerprints text[];
    numbers bigint[];
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM dead_letter_total;
    WHEN 'INSERT' THEN
        SELECT array_agg(c.state), array_agg(c.fingerprint), array_agg(c.letters) INTO states, fingerprints, numbers
          FROM (SELECT f.state, f.fingerprint, count(*) AS letters FROM fresh f GROUP BY 1, 2) c;
    WHEN 'DELETE' THEN
        SELECT array_agg(c.state), array_agg(c.fingerprint), array_agg(-c.letters) INTO states, fingerprints, numbers
          FROM (SELECT g.state, g.fingerprint, count(*) AS letters FROM gone g GROUP BY 1, 2) c;
    ELSE
        SELECT array_agg(c.state), array_agg(c.fingerprint), array_agg(c.letters) INTO states, fingerprints, numbers
          FROM (SELECT f.state, f.fingerprint, count(*) AS letters FROM fresh f GROUP BY 1, 2
                 UNION ALL
                SELECT g.state, g.fingerprint, -count(*) FROM gone g GROUP BY 1, 2) c;
    END CASE;
    IF states IS NOT NULL THEN -- else the statement changed no row
        PERFORM dead_letter_total_merge(states, fingerprints, numbers);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION dead_letter_total_add IS 'Trigger of dead_letter: keeps the totals.';
CREATE TRIGGER dead_letter_inserted AFTER INSERT ON dead_letter
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION dead_letter_total_add();
CREATE TRIGGER dead_letter_updated AFTER UPDATE ON dead_letter
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION dead_letter_total_add();
CREATE TRIGGER dead_letter_deleted AFTER DELETE ON dead_letter
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION dead_letter_total_add();
CREATE TRIGGER dead_letter_truncated AFTER TRUNCATE ON dead_letter
    FOR EACH STATEMENT EXECUTE FUNCTION dead_letter_total_add();

-- Of a group: its first and last letter, without a look at those between.
CREATE INDEX dead_letter_open_since ON dead_letter (archived_at) WHERE state = 'archived';
DROP INDEX dead_letter_state_fingerprint;
CREATE INDEX dead_letter_state_fingerprint ON dead_letter (state, fingerprint, archived_at) INCLUDE (year, month, last_at, id);

-- As before, but for the clock: with one that may go on within a statement, the planner keeps it a function.
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
            WHEN NOT p_early AND schedule_due(l, p_after_days) > (statement_timestamp() AT TIME ZONE 'UTC')::date THEN 'not_due'
       END
$$;

-- As before, but for dead_letters, which are a total; for what is read of the limits, which is read once and not for
-- each month; and for the months around an unusual one, which are looked for where a month is judged.
CREATE OR REPLACE FUNCTION alarms_of_messages(p_limits jsonb) RETURNS SETOF alarm_measure
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
SELECT 'dead_letters', '', o.letters, o.since, NULL,
       CASE WHEN o.letters = 0 THEN 'No dead letter is open'
            ELSE alarm_count(o.letters, 'dead letter is open', 'dead letters are open') || ': ''backfill-producer dlq groups'' shows of what' END
  FROM (SELECT coalesce(sum(t.letters), 0)::bigint AS letters,
               (SELECT min(d.archived_at) FROM dead_letter d WHERE d.state = 'archived') AS since
          FROM dead_letter_total t
         WHERE t.state = 'archived') o
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

CREATE OR REPLACE FUNCTION alarms_of_months(p_limits jsonb) RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH lately AS MATERIALIZED (
    SELECT alarm_month(l.year * 12 + l.month - 1) AS name, l.books_generated AS books, l.isbns_resolved AS isbns,
           l.resolution_rate AS rate, l.completed_at,
           l.year > (SELECT extract(year FROM clock_timestamp() AT TIME ZONE 'UTC') - (p_limits ->> 'recent_years')::int) AS recent
      FROM backfill_log l
     WHERE l.status = 'completed' AND l.books_generated > 0
       AND l.completed_at > (SELECT clock_timestamp() - (p_limits ->> 'window_hours')::int * interval '1 hour')
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

CREATE OR REPLACE FUNCTION alarms_of_unusual_months(p_limits jsonb) RETURNS SETOF alarm_measure
    LANGUAGE sql STABLE
    AS $$
WITH done AS MATERIALIZED (
    SELECT l.year, l.month, l.completed_at, coalesce(l.prompt_variant, '') AS variant, l.batch_size, c.books, c.rate, c.seconds,
           row_number() OVER (PARTITION BY l.prompt_variant, l.batch_size ORDER BY l.year, l.month) AS place
      FROM backfill_log l,
           LATERAL (SELECT l.books_generated::float8, l.resolution_rate::float8, extract(epoch FROM l.completed_at - l.started_at)::float8) c (books, rate, seconds)
     WHERE l.status = 'completed' AND l.generator_failures = '{}'
), series AS MATERIALIZED (
    SELECT d.variant, d.batch_size, array_agg(d.books ORDER BY d.place) AS books, array_agg(d.rate ORDER BY d.place) AS rates,
           array_agg(d.seconds ORDER BY d.place) AS seconds
      FROM done d
     GROUP BY d.variant, d.batch_size
), judged AS ( -- the twelve months before and behind each that is judged, and none of the others
    SELECT alarm_month(d.year * 12 + d.month - 1) AS name, d.completed_at, d.books, d.rate, d.seconds,
           s.books[d.place - 12:d.place - 1] || s.books[d.place + 1:d.place + 12] AS all_books,
           s.rates[d.place - 12:d.place - 1] || s.rates[d.place + 1:d.place + 12] AS all_rates,
           s.seconds[d.place - 12:d.place - 1] || s.seconds[d.place + 1:d.place + 12] AS all_seconds,
           least((p_limits ->> 'month_unusual_warning')::float8, (p_limits ->> 'month_unusual_critical')::float8) AS allowed
      FROM done d
      JOIN series s ON s.variant = d.variant AND s.batch_size = d.batch_size,
           LATERAL (SELECT least(d.place - 1, 12) + least(cardinality(s.books) - d.place, 12)) n (neighbours)
     WHERE d.completed_at > (SELECT clock_timestamp() - (p_limits ->> 'window_hours')::int * interval '1 hour')
       AND n.neighbours >= (p_limits ->> 'unusual_neighbours')::int
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

CREATE OR REPLACE FUNCTION alarms_measured(p_limits jsonb)
    RETURNS TABLE (name text, subject text, severity text, summary text, value numeric, warn numeric, crit numeric,
                   since timestamptz)
    LANGUAGE sql STABLE
    AS $$
WITH given AS MATERIALIZED ( -- joined once, and not where it is used
    SELECT '{"window_hours": 24, "recent_years": 5, "unusual_neighbours": 8, "resolution_target": 70,
             "resolution_target_recent": 90, "providers": []}'::jsonb || p_limits AS given
)
SELECT m.name, m.subject,
       CASE WHEN l.warn IS NULL AND l.crit IS NULL THEN 'ok'
            WHEN m.severity IS NOT NULL THEN m.severity
            WHEN m.value * l.sign > l.crit * l.sign THEN 'critical'
            WHEN m.value * l.sign > l.warn * l.sign THEN 'warning'
            ELSE 'ok' END,
       m.summary, m.value, l.warn, l.crit, m.since
  FROM given g,
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
