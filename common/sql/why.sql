-- What the fleet or one month waits for: a row for each thing that holds. What a person must act on first
-- comes first, then what passes by itself, then what is done. No row: the month is not in the table.
-- A row is a sentence in parts, which producer/shared/why.c joins: what, since, until; command, effect.
--   $1 month as year * 12 + month, NULL: the fleet  $2 so many days after its end a month is due
--   $3 a heartbeat older than this is of no living process, ms  $4 processing longer than this is stuck, ms
--   $5 why the broker does not answer, NULL: it does, or was not asked
--   arrays, a provider that is closed each: $6 name  $7 class  $8 why  $9 until (UTC)
--   $10 a queue that the broker lacks, or NULL  $11 letters in its dead-letter queues, or NULL
--   columns: code acts months what since until command effect
WITH month AS MATERIALIZED (
    SELECT l.*, l.year || '-' || lpad(l.month::text, 2, '0') AS name,
           ((make_date(l.year, l.month, 1) + interval '1 month')::date + $2::int)::timestamp AT TIME ZONE 'UTC' AS due_at,
           l.status = 'queued' OR (l.status = 'retry' AND l.retry_at <= clock_timestamp()) AS ready
      FROM backfill_log l
     WHERE $1::int IS NULL OR (l.year = ($1::int - 1) / 12 AND l.month = ($1::int - 1) % 12 + 1)
), living AS MATERIALIZED (
    SELECT id, host || ':' || pid AS name FROM process
     WHERE role = 'consumer' AND 'backfill' = ANY (queues) AND stopped_at IS NULL AND heartbeat_at > clock_timestamp() - $3::bigint * interval '1 ms'
), fleet AS MATERIALIZED (
    SELECT c.paused, c.paused_at, c.paused_by || coalesce(': ' || c.paused_why, '') AS paused_by, (SELECT count(*) FROM living) AS living,
           NOT EXISTS (SELECT FROM month WHERE status = 'processing' OR ready) AS stands, -- nothing is worked on, nor could be
           (SELECT min(name) FROM month WHERE $1::int IS NOT NULL) AS name,
           CASE WHEN $1::int IS NULL THEN '' ELSE ' --from ' || (SELECT min(name) FROM month) || ' --to '
                                                  || (SELECT min(name) FROM month) END AS range
      FROM control c
), closed AS MATERIALIZED ( -- a budget that is spent closes a provider, too, and opening it spends no less
    SELECT p.name, p.class, rtrim(p.why, '. ') AS why, p.until::timestamp AT TIME ZONE 'UTC' AS until, s.provider IS NOT NULL AS opens,
           s.closed_since AS since
      FROM unnest($6::text[], $7::text[], $8::text[], $9::text[]) AS p (name, class, why, until)
      LEFT JOIN provider_state s ON s.provider = p.name AND s.closed_until > clock_timestamp()
     UNION ALL
    SELECT s.provider, s.closed_class, rtrim(s.closed_why, '. '), s.closed_until, true, s.closed_since
      FROM provider_state s
     WHERE s.closed_until > clock_timestamp() AND NOT s.provider = ANY ($6::text[])
       AND EXISTS (SELECT FROM month m WHERE s.provider = ANY (m.waits_for))
), waiting AS MATERIALIZED (
    SELECT m.waits_for, count(*) AS months, min(m.announced_at) AS since, min(m.retry_at) AS until,
           min(m.error_class || ': ' || m.error_message) AS words
      FROM month m
     WHERE m.status = 'retry' AND NOT m.ready
     GROUP BY m.waits_for
), wall AS (
    SELECT w.*, array_to_string(w.waits_for, ' or ') AS names, c.words AS closings, coalesce(c.by_hand, false) AS by_hand,
           c.opens, c.opens_class, c.closed_since
      FROM waiting w,
           LATERAL (SELECT string_agg(c.name || ' is closed: ' || c.class || coalesce(', ' || c.why, ''), '; ' ORDER BY c.name) AS words,
                           count(*) = cardinality(w.waits_for) AND bool_and(c.class = 'config') AS by_hand,
                           (array_agg(c.name ORDER BY c.until, c.name) FILTER (WHERE c.opens))[1] AS opens,
                           (array_agg(c.class ORDER BY c.until, c.name) FILTER (WHERE c.opens))[1] AS opens_class,
                           max(c.since) AS closed_since -- while one of them was open, no month had to wait
                      FROM closed c WHERE c.name = ANY (w.waits_for)) c
     WHERE w.waits_for IS NOT NULL AND array_to_string(w.waits_for, ',') !~ '[ .]'
), unpaid AS ( -- what is spent is a budget and no provider: its name has a blank or a point
    SELECT w.*, o.order_id, coalesce(o.words, substring(w.words FROM 'budget\.[a-z_]+ of [0-9.]+'), w.waits_for[1]) || ' is spent' AS why,
           o.order_id IS NOT NULL OR 'budget.total' = ANY (w.waits_for) AS by_hand
      FROM waiting w
      LEFT JOIN LATERAL (SELECT o.id AS order_id, 'order ' || o.id || '''s budget of ' || money_text(o.budget) AS words
                           FROM backfill_order o WHERE 'order ' || o.id = ANY (w.waits_for) ORDER BY o.id LIMIT 1) o ON true
     WHERE array_to_string(w.waits_for, ',') ~ '[ .]'
), sending AS ( -- what has not reached the queue
    SELECT count(*) AS messages, min(o.created_at) AS since, bool_or(o.tries > 0) AS refused,
           (array_agg(o.last_error ORDER BY o.id DESC) FILTER (WHERE o.tries > 0))[1] AS words
      FROM outbox o
     WHERE (o.tries > 0 OR o.available_at < clock_timestamp() - $3::bigint * interval '1 ms')
       AND ($1::int IS NULL OR o.job_id IN (SELECT job_id FROM month))
), failed AS MATERIALIZED (
    SELECT m.year, m.month FROM month m WHERE m.status = 'failed'
), letter_of_failed AS (
    SELECT count(*) AS letters, max(d.id) AS newest
      FROM failed f JOIN dead_letter d ON d.year = f.year AND d.month = f.month AND d.state = 'archived'
), letter AS ( -- of months that have failed, and others
    SELECT a.letters - f.letters AS others, f.newest,
           CASE WHEN a.letters > f.letters THEN
               (SELECT d.archived_at FROM dead_letter d
                 WHERE d.state = 'archived'
                   AND ($1::int IS NULL OR (d.year = ($1::int - 1) / 12 AND d.month = ($1::int - 1) % 12 + 1))
                   AND ((d.year, d.month) IN (SELECT o.year, o.month FROM failed o)) IS NOT TRUE
                 ORDER BY d.archived_at LIMIT 1) END AS since
      FROM letter_of_failed f,
           LATERAL (SELECT CASE WHEN $1::int IS NULL
                                THEN (SELECT coalesce(sum(t.letters), 0)::bigint FROM dead_letter_total t WHERE t.state = 'archived')
                                ELSE (SELECT count(*) FROM dead_letter d WHERE d.state = 'archived' AND d.year = ($1::int - 1) / 12
                                                                           AND d.month = ($1::int - 1) % 12 + 1) END) a (letters)
), asked AS MATERIALIZED ( -- what standing orders ask for, read once and not for every month
    SELECT o.id, o.state, r."only", r.early, r.after_days,
           coalesce(left(r."from", 4)::int * 12 + right(r."from", 2)::int, 0) AS first,
           coalesce(left(r."to", 4)::int * 12 + right(r."to", 2)::int, 100000) AS last
      FROM backfill_order o,
           LATERAL jsonb_to_record(o.request) AS r ("from" text, "to" text, "only" text, early boolean, after_days integer)
     WHERE o.state IN ('active', 'paused')
), covered AS MATERIALIZED ( -- months that a standing order will take, each by the first that does; a paused one last
    SELECT l.year, l.month, (array_agg(o.id ORDER BY o.state = 'paused', o.id))[1] AS order_id
      FROM asked o
      JOIN backfill_log l ON l.year * 12 + l.month BETWEEN o.first AND o.last
                         AND l.status IN ('pending', 'failed', 'completed') AND NOT l.held -- of others none is taken
     WHERE ($1::int IS NULL OR (l.year = ($1::int - 1) / 12 AND l.month = ($1::int - 1) % 12 + 1))
       AND schedule_reason(l, o."only", o.early, o.after_days) IS NULL
     GROUP BY l.year, l.month
), turn AS (
    SELECT o.id, o.per_day, o.state = 'paused' AS paused, c.months, b.id AS after,
           CASE WHEN o.state = 'active' AND b.id IS NULL
                THEN (greatest(t.today + EXISTS (SELECT FROM order_day d WHERE d.order_id = o.id AND d.day = t.today)::int,
                               (e.ended_at AT TIME ZONE 'UTC')::date + 1) + o.daily_at) AT TIME ZONE 'UTC' END AS next_at
      FROM (SELECT order_id, count(*) AS months FROM covered GROUP BY order_id) c
      JOIN backfill_order o ON o.id = c.order_id
      LEFT JOIN backfill_order b ON b.id = o.after_id AND b.ended_at IS NULL
      LEFT JOIN backfill_order e ON e.id = o.after_id,
           LATERAL (SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date) t (today)
), reason (rank, code, acts, months, one, many, tail, since, until, command, effect) AS (
    -- ---- what a person must act on ----
    SELECT 10, CASE WHEN $5::text IS NULL THEN 'no_queue' ELSE 'broker_away' END, true, NULL::bigint, NULL, NULL,
           coalesce('The broker does not answer: ' || $5::text, 'The broker has no queue ' || $10), NULL::timestamptz, NULL::timestamptz,
           CASE WHEN $5::text IS NULL THEN 'backfill-producer topology' ELSE 'backfill-producer check' END,
           CASE WHEN $5::text IS NULL THEN 'declares it' ELSE 'looks at each server' END
     WHERE ($5::text IS NOT NULL OR $10::text IS NOT NULL)
       AND ($1::int IS NULL OR EXISTS (SELECT FROM month WHERE ready))
     UNION ALL
    SELECT 11, CASE WHEN s.refused THEN 'broker_refuses' ELSE 'broker_blocked' END, true, NULL, NULL, NULL,
           s.messages || CASE WHEN s.messages = 1 THEN ' message waits' ELSE ' messages wait' END || ' for the broker, which '
           || CASE WHEN s.refused THEN 'does not take ' || CASE WHEN s.messages = 1 THEN 'it' ELSE 'them' END || ': ' || s.words
                   ELSE 'takes none: an alarm of its memory or disk, or of a user''s limit, stops all who publish' END,
           s.since, NULL,
           CASE WHEN s.refused THEN 'backfill-producer check' ELSE 'rabbitmq-diagnostics alarms' END,
           CASE WHEN s.refused THEN 'looks at the queues and the rights' ELSE 'names the alarm' END
      FROM sending s, fleet f
     WHERE s.messages > 0 AND f.living > 0 AND $5::text IS NULL AND $10::text IS NULL
     UNION ALL
    SELECT 12, 'paused', true, NULL, NULL, NULL, 'The fleet is paused by ' || coalesce(f.paused_by, '?'), f.paused_at, NULL,
           'backfill-producer resume', 'lets it go on'
      FROM fleet f
     WHERE f.paused
       AND ($1::int IS NULL OR EXISTS (SELECT FROM month WHERE status IN ('queued', 'retry') OR (status = 'pending' AND NOT held)))
     UNION ALL
    SELECT CASE WHEN o.now THEN 13 ELSE 55 END, 'no_consumer', o.now, o.months, 'waits', 'wait',
           ', and no consumer is running' || coalesce(': the last one ended of ' || p.ended_because, ''),
           coalesce(p.last_at, o.since), NULL, 'backfill-consumer',
           CASE WHEN o.now THEN 'begins at once' ELSE 'must run by then' END
      FROM (SELECT count(*) AS months, min(queued_at) AS since, bool_or(ready OR status = 'processing') AS now
              FROM month WHERE status IN ('queued', 'processing', 'retry')) o
      JOIN fleet f ON f.living = 0
      LEFT JOIN (SELECT coalesce(stopped_at, heartbeat_at) AS last_at, ended_because
                   FROM process WHERE role = 'consumer' ORDER BY heartbeat_at DESC LIMIT 1) p ON true
     WHERE o.months > 0
     UNION ALL
    SELECT CASE WHEN w.by_hand THEN 14 WHEN f.stands THEN 15 ELSE 42 END, 'wall', w.by_hand, w.months, 'waits', 'wait',
           ' for ' || w.names || ' (' || coalesce(w.closings, w.words) || ')', coalesce(w.closed_since, w.since), w.until,
           CASE WHEN w.opens IS NOT NULL THEN 'backfill-producer provider open ' || w.opens
                WHEN w.closings IS NOT NULL THEN 'backfill-producer quota' END,
           CASE WHEN w.opens_class = 'operator' THEN 'lets ' || CASE WHEN w.months = 1 THEN 'it' ELSE 'them' END || ' go on at once'
                WHEN w.opens IS NOT NULL THEN 'asks it again at once'
                WHEN w.closings IS NOT NULL THEN 'shows what is spent' END
      FROM wall w, fleet f
     UNION ALL
    SELECT CASE WHEN u.by_hand THEN 14 WHEN f.stands THEN 15 ELSE 42 END, 'budget', u.by_hand, u.months, 'waits', 'wait', ', because ' || u.why,
           u.since, CASE WHEN NOT u.by_hand THEN u.until END,
           coalesce('backfill-producer order budget ' || u.order_id || ' AMOUNT', 'backfill-producer quota'),
           CASE WHEN u.order_id IS NULL THEN 'shows what is spent'
                ELSE 'raises it, and lets ' || CASE WHEN u.months = 1 THEN 'it' ELSE 'them' END || ' go on at once' END
      FROM unpaid u, fleet f
     UNION ALL
    SELECT CASE WHEN c.class = 'config' THEN 15 ELSE 43 END, 'closed', c.class = 'config', NULL, NULL, NULL,
           c.name || ' is closed: ' || c.class || coalesce(', ' || c.why, ''), c.since, c.until,
           CASE WHEN c.opens THEN 'backfill-producer provider open ' || c.name ELSE 'backfill-producer quota' END,
           CASE WHEN c.opens THEN 'opens it' ELSE 'shows what is spent' END
      FROM closed c
     WHERE $1::int IS NULL AND NOT EXISTS (SELECT FROM waiting w WHERE c.name = ANY (w.waits_for))
     UNION ALL
    SELECT 16, 'stuck', true, s.months, 'has', 'have', ' been worked on for too long', s.since, NULL,
           'backfill-producer reset --stuck' || f.range, 'says what it would take back'
      FROM (SELECT count(*) AS months, min(started_at) AS since FROM month
             WHERE status = 'processing' AND started_at < clock_timestamp() - $4::bigint * interval '1 ms') s, fleet f
     WHERE s.months > 0
     UNION ALL
    SELECT 17, 'failed', true, s.months, 'has failed', 'have failed',
           CASE WHEN $1::int IS NULL THEN ', the last of them ' || s.name ELSE '' END || ' of ' || coalesce(s.words, '?')
           || CASE WHEN $1::int IS NULL THEN '' ELSE coalesce('; letter ' || d.newest, '; its letter is not in the archive yet') END,
           s.since, NULL,
           CASE WHEN $1::int IS NULL THEN 'backfill-producer dlq groups'
                ELSE coalesce('backfill-producer dlq replay ' || d.newest, 'backfill-producer schedule --only failed' || f.range) END,
           CASE WHEN $1::int IS NULL THEN 'shows of what' ELSE 'takes it again' END
      FROM (SELECT count(*) AS months, min(completed_at) AS since, (array_agg(name ORDER BY completed_at DESC, name))[1] AS name,
                   (array_agg(error_class || coalesce(': ' || error_message, '') ORDER BY completed_at DESC, name))[1] AS words
              FROM month WHERE status = 'failed') s, fleet f, letter d
     WHERE s.months > 0
     UNION ALL
    SELECT 18, 'letters', true, NULL, NULL, NULL,
           d.others || CASE WHEN d.others = 1 THEN ' dead letter is open' ELSE ' dead letters are open' END
           || CASE WHEN EXISTS (SELECT FROM month WHERE status = 'failed') THEN ' beside those of months that have failed' ELSE '' END, d.since, NULL, 'backfill-producer dlq groups', 'shows of what'
      FROM letter d
     WHERE d.others > 0
     UNION ALL
    SELECT 18, 'letters_on_broker', true, NULL, NULL, NULL,
           $11::bigint || CASE WHEN $11::bigint = 1 THEN ' dead letter waits' ELSE ' dead letters wait' END || ' on the broker',
           NULL, NULL, 'backfill-producer dlq collect',
           'takes ' || CASE WHEN $11::bigint = 1 THEN 'it' ELSE 'them' END || ' into the archive'
     WHERE $1::int IS NULL AND $11::bigint > 0
     UNION ALL
    SELECT 18, 'operation_paused', true, NULL, NULL, NULL,
           'Operation ' || o.id || ' is paused' || coalesce(' because ' || o.because, ''), NULL, NULL,
           'backfill-producer operation resume ' || o.id, 'goes on with it'
      FROM (SELECT id, because FROM operation WHERE state = 'paused' ORDER BY id LIMIT 5) o
     WHERE $1::int IS NULL
     UNION ALL
    SELECT 16, 'operation', o.state = 'paused', 1, 'has ' || o.items || CASE WHEN o.items = 1 THEN ' letter' ELSE ' letters' END,
           NULL, ' in operation ' || o.id || ', which ' || CASE o.state WHEN 'paused' THEN 'is paused' ELSE 'replays one after the other' END,
           o.created_at, NULL, -- its next_at is when somebody looks again: nothing ends then
           'backfill-producer operation ' || CASE o.state WHEN 'paused' THEN 'resume ' ELSE 'show ' END || o.id,
           CASE o.state WHEN 'paused' THEN 'goes on with it' ELSE 'tells how far it is' END
      FROM (SELECT o.id, o.state, o.created_at, o.next_at, count(*) AS items
              FROM operation_item i JOIN operation o ON o.id = i.operation_id
             WHERE $1::int IS NOT NULL AND i.year = ($1::int - 1) / 12 AND i.month = ($1::int - 1) % 12 + 1
               AND i.state = 'waiting' AND i.letter_id IS NOT NULL AND o.kind = 'replay' AND o.state IN ('running', 'paused')
             GROUP BY o.id) o
     UNION ALL
    SELECT 19, 'order_paused', true, t.months, 'waits', 'wait', ' for order ' || t.id || ', which is paused', NULL, NULL,
           'backfill-producer order resume ' || t.id, 'lets it go on'
      FROM turn t
     WHERE t.paused
    -- ---- what goes on, or will by itself ----
     UNION ALL
    SELECT 30, 'working', false, s.months, 'is', 'are', ' being worked on by ' ||
           CASE WHEN s.owners = 1 THEN s.name ELSE s.owners || ' consumers' END, s.since, NULL, NULL, NULL
      FROM (SELECT count(*) AS months, min(m.started_at) AS since, count(DISTINCT p.id) AS owners, min(p.name) AS name
              FROM month m JOIN living p ON p.id = m.owner WHERE m.status = 'processing') s
     WHERE s.months > 0
     UNION ALL
    SELECT 31, 'orphaned', false, s.months, 'waits', 'wait', ' to be taken over from a consumer that is not heard of any more',
           s.since, NULL, NULL, NULL
      FROM (SELECT count(*) AS months, min(coalesce(p.heartbeat_at, m.started_at)) AS since
              FROM month m LEFT JOIN process p ON p.id = m.owner
             WHERE m.status = 'processing' AND NOT EXISTS (SELECT FROM living p WHERE p.id = m.owner)) s, fleet f
     WHERE s.months > 0 AND f.living > 0
     UNION ALL
    SELECT 32, 'queued', false, s.months, 'is in the queue', 'are in the queue',
           ' for ' || CASE WHEN f.living = 1 THEN 'the consumer' ELSE f.living || ' consumers' END
           || CASE WHEN s.suspects = 0 THEN ''
                   WHEN s.months = 1 THEN ', and must run alone because its last owners died'
                   ELSE ', and ' || s.suspects || ' of them must run alone because their last owners died' END, s.since, NULL, NULL, NULL
      FROM (SELECT count(*) AS months, min(coalesce(retry_at, queued_at)) AS since, count(*) FILTER (WHERE crash_count > 1) AS suspects
              FROM month WHERE ready) s, fleet f
     WHERE s.months > 0 AND f.living > 0
     UNION ALL
    SELECT 41, 'retry', false, w.months, 'waits', 'wait', ' for another try after ' || coalesce(w.words, '?'), w.since, w.until, NULL, NULL
      FROM waiting w
     WHERE w.waits_for IS NULL
    -- ---- what was not begun ----
     UNION ALL
    SELECT CASE WHEN n.idle THEN 13 ELSE 50 END, 'order', n.idle, t.months, 'waits for its turn', 'wait for their turn',
           ' in order ' || t.id || ', which takes ' || t.per_day || ' a day'
           || coalesce(', when order ' || t.after || ' has ended', '')
           || CASE WHEN n.idle THEN ', and no consumer is running to do its day' ELSE '' END,
           NULL, CASE WHEN NOT n.idle THEN t.next_at END,
           CASE WHEN n.idle THEN 'backfill-consumer' WHEN $1::int IS NULL THEN 'backfill-producer order list'
                ELSE 'backfill-producer schedule' || f.range END,
           CASE WHEN n.idle THEN 'does it' WHEN $1::int IS NULL THEN 'shows all' ELSE 'does not wait for that' END
      FROM turn t, fleet f,
           LATERAL (SELECT f.living = 0 AND coalesce(t.next_at <= clock_timestamp(), false)) n (idle)
     WHERE NOT t.paused
     UNION ALL
    SELECT 60, 'unscheduled', true, s.months, 'is due', 'are due',
           CASE WHEN s.months = 1 THEN ' and is not scheduled' ELSE ' and are not scheduled' END, NULL, NULL,
           'backfill-producer schedule' || f.range, 'sends ' || CASE WHEN s.months = 1 THEN 'it' ELSE 'the newest of them' END || ' to work'
      FROM (SELECT count(*) AS months FROM month m
             WHERE status = 'pending' AND NOT held AND due_at <= clock_timestamp()
               AND NOT EXISTS (SELECT FROM covered c WHERE c.year = m.year AND c.month = m.month)) s, fleet f
     WHERE s.months > 0
     UNION ALL
    SELECT 61, 'not_due', false, s.months, 'is not due', 'are not due', CASE WHEN s.months = 1 THEN '' ELSE '; the first of them is not due' END,
           NULL, s.until, 'backfill-producer schedule --early' || f.range, 'does not wait for that'
      FROM (SELECT count(*) AS months, min(due_at) AS until FROM month
             WHERE status = 'pending' AND NOT held AND due_at > clock_timestamp()) s, fleet f
     WHERE s.months > 0
     UNION ALL
    SELECT 62, 'held', true, s.months, 'is held', 'are held', coalesce(' by ' || a.actor || coalesce(': ' || a.why, ''), ''), a.at, NULL,
           'backfill-producer unhold' || coalesce(' ' || f.name, ' --from 1900-01'),
           CASE WHEN $1::int IS NOT NULL THEN 'lets schedule choose it again'
                ELSE 'says which, and lets schedule choose ' || CASE WHEN s.months = 1 THEN 'it' ELSE 'them' END || ' again once that is agreed to' END
      FROM (SELECT count(*) AS months FROM month WHERE held) s
      JOIN fleet f ON true
      LEFT JOIN LATERAL (SELECT a.actor, a.at, a.detail ->> 'why' AS why FROM operator_action a
                          WHERE a.subject = f.name AND a.action = 'cancel' ORDER BY a.id DESC LIMIT 1) a ON true
     WHERE s.months > 0
     UNION ALL
    SELECT 63, 'partial', true, s.months, 'is', 'are', ' completed while a generator failed', s.since, NULL,
           'backfill-producer schedule --only partial', 'asks again who failed'
      FROM (SELECT count(*) AS months, min(completed_at) AS since FROM month
             WHERE status = 'completed' AND generator_failures <> '{}') s
     WHERE $1::int IS NULL AND s.months > 0
     UNION ALL
    SELECT 64, 'compared', true, s.months, 'has', 'have', ' a new generation beside the one that stands', NULL, NULL,
           'backfill-producer show ' || coalesce(f.name, '--compared'), 'tells what it would change to accept or to reject it'
      FROM (SELECT count(*) AS months FROM month WHERE status = 'completed' AND compared IS NOT NULL) s, fleet f
     WHERE s.months > 0
    -- ---- what is done ----
     UNION ALL
    SELECT 70, 'completed', false, 1, 'is completed', NULL, ' with ' || m.books_generated || CASE WHEN m.books_generated = 1 THEN ' book' ELSE ' books' END
           || CASE WHEN m.books_generated = 0 THEN '' ELSE ', ' || m.isbns_resolved || ' of them with an ISBN' END
           || coalesce('; ' || (SELECT string_agg(g, ', ' ORDER BY g) FROM jsonb_object_keys(m.generator_failures) g) || ' failed meanwhile', ''),
           m.completed_at, NULL, 'backfill-producer schedule --only ' || o.kind || f.range, o.effect
      FROM month m, fleet f,
           LATERAL (SELECT CASE WHEN m.generator_failures <> '{}' THEN 'partial' WHEN m.books_generated = 0 THEN 'empty'
                                WHEN m.isbns_resolved < m.books_generated THEN 'unresolved' END,
                           CASE WHEN m.generator_failures <> '{}' THEN 'asks again who failed'
                                WHEN m.books_generated = 0 THEN 'asks for its books again'
                                WHEN m.isbns_resolved < m.books_generated THEN 'looks for the other ISBNs again' END) o (kind, effect)
     WHERE $1::int IS NOT NULL AND m.status = 'completed'
     UNION ALL
    SELECT 71, 'nothing_left', false, NULL, NULL, NULL,
           CASE WHEN s.months = 0 THEN 'No month is in the table'
                ELSE CASE WHEN s.held > 0 THEN 'Nothing goes on: ' ELSE 'Nothing is left to do: ' END || s.completed || ' of ' || s.months || CASE WHEN s.months = 1 THEN ' month is' ELSE ' months are' END
                     || ' completed' || CASE s.held WHEN 0 THEN '' WHEN 1 THEN ', 1 is held' ELSE ', ' || s.held || ' are held' END END,
           s.since, NULL, CASE WHEN s.months = 0 THEN 'backfill-producer seed --from 2000-01 --to 2024-12' END,
           CASE WHEN s.months = 0 THEN 'enters them' END
      FROM (SELECT count(*) AS months, count(*) FILTER (WHERE status = 'completed') AS completed, max(completed_at) FILTER (WHERE status = 'completed') AS since,
                   count(*) FILTER (WHERE held) AS held,
                   count(*) FILTER (WHERE status IN ('queued', 'processing', 'retry') OR (status = 'pending' AND NOT held)) AS open FROM month) s
     WHERE $1::int IS NULL AND s.open = 0
)
SELECT r.code, r.acts, r.months,
       CASE WHEN r.one IS NULL THEN r.tail
            WHEN f.name IS NOT NULL THEN f.name || ' ' || r.one || r.tail
            WHEN r.months = 1 THEN '1 month ' || r.one || r.tail
            ELSE r.months || ' months ' || r.many || r.tail END AS what,
       to_char(r.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
       to_char(r.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until, r.command, r.effect
  FROM reason r, fleet f
 WHERE $1::int IS NULL OR f.name IS NOT NULL
 ORDER BY r.rank, r.months DESC NULLS LAST, r.tail
