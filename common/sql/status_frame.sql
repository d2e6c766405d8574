-- What a screen shows beside the totals, from one snapshot: a row for each thing, panel by panel.
--   month      in the table: name, state as one cell shows it, number: per cent resolved, total: books
--   provider   that is closed, fails, or is waited for: state (budget: it is one, which is spent), since, until, number: months that wait, words: the cause
--   order      that is open: state (due: its day waits for a consumer; spent: its budget is), since: its next day, until: its last one at that pace, number: months taken,
--              total: months left, words: its range and pace
--   consumer   alive, or silent with months: since its start, number: months that it works on, words: what they are
--   event      the newest first: at since, name: of whom, state: good or bad, words
--   letters    a group of dead letters: number, since, until: first and last, words: what they died of
--   wait       number: ms until the last month that waits may go on
--   pace       number: months that ended within the last hour, total: the ms that they took
--   $1 so many days after its end a month is due  $2 a heartbeat older than this is of no living process, ms
--   $3 processing longer than this is stuck, ms  $4 at most so many events and groups
--   columns: panel name state since until number total words
WITH month AS MATERIALIZED (
    SELECT l.*, l.year || '-' || lpad(l.month::text, 2, '0') AS name,
           schedule_due(l, $1::int) > (clock_timestamp() AT TIME ZONE 'UTC')::date AS early
      FROM backfill_log l
), process_now AS MATERIALIZED (
    SELECT id, host || ':' || pid AS name, started_at, heartbeat_at,
           heartbeat_at > clock_timestamp() - $2::bigint * interval '1 ms' AS alive
      FROM process
     WHERE role = 'consumer' AND stopped_at IS NULL
), waiting AS (
    SELECT w.provider, count(*) AS months, min(m.announced_at) AS since, min(m.retry_at) AS until,
           min(m.error_class || coalesce(': ' || m.error_message, '')) AS words
      FROM month m, unnest(m.waits_for) AS w (provider)
     WHERE m.status = 'retry' AND m.retry_at > clock_timestamp()
     GROUP BY w.provider
), provider AS (
    SELECT coalesce(s.provider, w.provider) AS name, w.months,
           coalesce(s.closed_until > clock_timestamp(), false) AS closed, coalesce(s.failures, 0) AS failures,
           CASE WHEN s.closed_until > clock_timestamp() OR s.failures >= 5 THEN coalesce(s.closed_since, w.since, s.updated_at)
                ELSE w.since END AS since,
           CASE WHEN s.closed_until > clock_timestamp() THEN s.closed_until ELSE w.until END AS until,
           CASE WHEN s.closed_until > clock_timestamp() OR s.failures > 0 AND s.closed_class IS NOT NULL
                THEN s.closed_class || coalesce(': ' || rtrim(s.closed_why, '. '), '') ELSE w.words END AS words
      FROM provider_state s
      FULL JOIN waiting w ON w.provider = s.provider
     WHERE s.closed_until > clock_timestamp() OR s.failures >= 5 OR w.months > 0
), open_order AS (
    SELECT o.id, CASE WHEN o.state = 'active' AND order_is_spent(o) THEN 'spent' ELSE o.state END AS state, o.per_day, r."from" AS first, r."to" AS last, r."only" AS only, coalesce(d.taken, 0) AS taken, m.months,
           CASE WHEN b.id IS NULL AND o.state = 'active' AND NOT order_is_spent(o) THEN greatest(t.today + (d.last_day IS NOT DISTINCT FROM t.today)::integer,
                                                (e.ended_at AT TIME ZONE 'UTC')::date + 1) + o.daily_at END AS next_at, b.id AS after
      FROM backfill_order o
      LEFT JOIN backfill_order b ON b.id = o.after_id AND b.ended_at IS NULL
      LEFT JOIN backfill_order e ON e.id = o.after_id
      LEFT JOIN LATERAL (SELECT sum(months) AS taken, max(day) AS last_day FROM order_day WHERE order_id = o.id) d ON true,
           LATERAL jsonb_to_record(o.request) AS r ("from" text, "to" text, "only" text, early boolean, after_days integer),
           LATERAL (SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date) t (today),
           LATERAL (SELECT coalesce(left(r."from", 4)::integer * 12 + right(r."from", 2)::integer, 0) AS first,
                           coalesce(left(r."to", 4)::integer * 12 + right(r."to", 2)::integer, 100000) AS last OFFSET 0) s,
           LATERAL (SELECT count(*) FROM backfill_log l
                     WHERE l.status IN ('pending', 'failed', 'completed') AND NOT l.held -- of others none is taken
                       AND l.year * 12 + l.month BETWEEN s.first AND s.last
                       AND coalesce(schedule_reason(l, r."only", r.early, r.after_days), 'not_due') = 'not_due') m (months)
     WHERE o.state IN ('active', 'paused')
), event AS (
    (SELECT a.at, a.actor AS name, 'done' AS state,
            replace(a.action, '_', ' ') || coalesce(' ' || a.subject, '') || coalesce(': ' || (a.detail ->> 'why'), '') AS words
       FROM operator_action a
      WHERE NOT a.detail ? 'operation'
      ORDER BY a.at DESC, a.id DESC
      LIMIT $4::int)
     UNION ALL
    (SELECT e.at, e.provider, CASE e.what WHEN 'closed' THEN 'bad' ELSE 'good' END,
            CASE e.what WHEN 'closed' THEN 'is closed' ELSE 'is open again, after' END || coalesce(': ' || e.class, '') || coalesce(': ' || e.why, '')
       FROM provider_event e
      ORDER BY e.at DESC, e.id DESC
      LIMIT $4::int)
     UNION ALL
    (SELECT m.completed_at, m.name, CASE m.status WHEN 'failed' THEN 'bad' ELSE 'good' END,
            CASE m.status WHEN 'failed' THEN 'failed: ' || coalesce(m.error_class, '?') || coalesce(': ' || m.error_message, '')
                 ELSE 'completed' || CASE WHEN m.books_generated = 0 THEN ' without books'
                                          ELSE ': ' || m.isbns_resolved || ' of ' || m.books_generated || ' books have an ISBN' END END
       FROM month m
      WHERE m.status IN ('completed', 'failed')
      ORDER BY m.completed_at DESC, m.name
      LIMIT $4::int)
), largest AS (
    SELECT t.fingerprint, sum(t.letters)::bigint AS letters
      FROM dead_letter_total t
     WHERE t.state = 'archived'
     GROUP BY t.fingerprint
    HAVING sum(t.letters) > 0
     ORDER BY letters DESC
     FETCH FIRST ($4::int) ROWS WITH TIES
), letters AS (
    SELECT g.fingerprint, g.letters, e.since, e.until, e.example
      FROM largest g,
           LATERAL (SELECT min(d.archived_at) AS since, max(d.archived_at) AS until, max(d.id) AS example
                      FROM dead_letter d WHERE d.state = 'archived' AND d.fingerprint = g.fingerprint) e
     ORDER BY g.letters DESC, e.until DESC
     LIMIT $4::int
), frame (rank, panel, place, name, state, since, until, number, total, words) AS (
    SELECT 1, 'month', m.year * 12 + m.month, m.name,
           CASE WHEN m.status = 'pending' AND m.held THEN 'held'
                WHEN m.status = 'pending' AND m.early THEN 'not_due'
                WHEN m.status = 'processing' AND m.started_at < clock_timestamp() - $3::bigint * interval '1 ms' THEN 'stuck'
                WHEN m.status = 'retry' AND m.waits_for IS NOT NULL AND m.retry_at > clock_timestamp() THEN 'waiting'
                WHEN m.status = 'completed' AND m.books_generated = 0 THEN 'empty'
                WHEN m.status = 'completed' AND m.generator_failures <> '{}' THEN 'partial'
                ELSE m.status END,
           NULL::timestamptz, NULL::timestamptz, floor(m.resolution_rate)::bigint, m.books_generated::bigint, NULL
      FROM month m
     UNION ALL
    SELECT 2, 'provider', 0, p.name, CASE WHEN p.name ~ '[ .]' THEN 'budget' WHEN p.closed THEN 'closed' WHEN p.failures >= 5 THEN 'failing' ELSE 'open' END,
           p.since, CASE WHEN p.name ~ '[ .]' AND p.name <> 'budget.per_day' THEN NULL ELSE p.until END, -- only a day's ends by itself
           coalesce(p.months, 0), p.failures, p.words
      FROM provider p
     UNION ALL
    SELECT 3, 'order', o.id::integer, o.id::text,
           CASE WHEN o.state = 'active' AND o.next_at <= clock_timestamp() AT TIME ZONE 'UTC' THEN 'due' ELSE o.state END, o.next_at AT TIME ZONE 'UTC',
           CASE WHEN o.state = 'active' AND o.months > 0
                THEN (greatest(o.next_at, date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC')) + ceil(o.months::numeric / o.per_day - 1)::integer * interval '1 day') AT TIME ZONE 'UTC' END,
           o.taken, o.months,
           coalesce(o.first, 'the first') || ' to ' || coalesce(o.last, 'the last') || ', ' || o.per_day || ' a day'
           || CASE WHEN o.only = 'missing' THEN '' ELSE ', only ' || o.only END || coalesce(', when order ' || o.after || ' has ended', '')
      FROM open_order o
     UNION ALL
    SELECT 4, 'consumer', p.id, p.name, CASE WHEN p.alive THEN 'alive' ELSE 'silent' END, p.started_at,
           CASE WHEN NOT p.alive THEN p.heartbeat_at END, count(m.year), 0,
           (SELECT string_agg(w.name || ' ' || coalesce(w.stage, 'begun'), ', ' ORDER BY w.started_at, w.name)
              FROM (SELECT name, stage, started_at FROM month
                     WHERE owner = p.id AND status = 'processing' ORDER BY started_at, name LIMIT 50) w)
      FROM process_now p
      LEFT JOIN month m ON m.owner = p.id AND m.status = 'processing'
     GROUP BY p.id, p.name, p.alive, p.started_at, p.heartbeat_at
    HAVING p.alive OR count(m.year) > 0
     UNION ALL
    SELECT 5, 'event', (row_number() OVER (ORDER BY e.at DESC, e.name))::integer, e.name, e.state, e.at, NULL, 0, 0, e.words
      FROM event e
     UNION ALL
    SELECT 6, 'letters', (row_number() OVER (ORDER BY g.letters DESC, g.until DESC))::integer, g.fingerprint, 'bad', g.since, g.until,
           g.letters, 0, d.reason || coalesce(': ' || nullif(d.error_class, d.reason), '') || coalesce(': ' || d.error_message, '')
      FROM letters g
      JOIN dead_letter d ON d.id = g.example
     UNION ALL
    SELECT 7, 'wait', 0, NULL, NULL, NULL, NULL, (extract(epoch FROM max(m.retry_at) - clock_timestamp()) * 1000)::bigint, 0, NULL
      FROM month m
     WHERE m.retry_at > clock_timestamp()
     UNION ALL
    SELECT 8, 'pace', 0, NULL, NULL, NULL, NULL, count(*),
           (extract(epoch FROM clock_timestamp() - greatest(min(m.started_at), clock_timestamp() - interval '1 hour')) * 1000)::bigint, NULL
      FROM month m
     WHERE m.completed_at > clock_timestamp() - interval '1 hour'
)
SELECT panel, name, state,
       to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
       to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until,
       number, total, words
  FROM frame
 ORDER BY rank, place, name
