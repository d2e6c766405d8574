-- What those who help must know of a fleet, a line of JSON each: no answer of a provider, no title of a book,
-- no body and no header of a message.
--   columns: section line
WITH month AS (
    SELECT format('%s-%s', l.year, lpad(l.month::text, 2, '0')) AS month, l.status, l.stage, l.held, l.retry_count, l.crash_count,
           l.generation, l.prompt_variant, l.queued_at, l.announced_at, l.started_at, l.retry_at, l.error_class, l.error_message
      FROM backfill_log l
     WHERE l.status NOT IN ('pending', 'completed')
     ORDER BY l.year, l.month
     LIMIT 200
), attempt AS (
    SELECT format('%s-%s', a.year, lpad(a.month::text, 2, '0')) AS month, a.started_at, a.ended_at, a.outcome, a.worker, a.calls,
           a.error_class, a.error_message
      FROM backfill_attempt a
     ORDER BY a.id DESC
     LIMIT 100
), process_row AS (
    SELECT p.id, p.role, p.host, p.pid, p.version, p.started_at, p.heartbeat_at, p.stopped_at, p.ended_because
      FROM process p
     ORDER BY p.id DESC
     LIMIT 50
), outbox_row AS (
    SELECT o.destination, count(*) AS rows, count(*) FILTER (WHERE o.tries > 0) AS tried, min(o.available_at) AS oldest,
           max(o.last_error) AS last_error
      FROM outbox o
     GROUP BY o.destination
), letter AS (
    SELECT d.queue, d.state, d.reason, d.error_class, d.fingerprint, count(*) AS letters, min(d.archived_at) AS first_at,
           max(d.archived_at) AS last_at, max(left(d.error_message, 500)) AS error_message
      FROM dead_letter d
     GROUP BY 1, 2, 3, 4, 5
     ORDER BY letters DESC
     LIMIT 50
), operation_row AS (
    SELECT o.id, o.kind, o.state, o.actor, o.created_at, o.ended_at, o.because FROM operation o ORDER BY o.id DESC LIMIT 50
), usage_row AS (
    SELECT u.* FROM provider_usage u WHERE u.day >= current_date - 7 ORDER BY u.day, u.provider, u.outcome
), size_row AS (
    SELECT c.relname AS name, pg_total_relation_size(c.oid) AS bytes, c.reltuples::bigint AS rows_about
      FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace = (SELECT b.relnamespace FROM pg_class b WHERE b.oid = 'backfill_log'::regclass)
     ORDER BY c.relname
)
SELECT 'server' AS section, to_json(version())::text AS line
UNION ALL SELECT 'migrations', to_json(m)::text FROM (SELECT version, name, applied_at FROM schema_migrations ORDER BY version) m
UNION ALL SELECT 'months by status', to_json(s)::text
            FROM (SELECT status, held, count(*) AS months FROM backfill_log GROUP BY 1, 2 ORDER BY 1, 2) s
UNION ALL SELECT 'months that are not done', to_json(m)::text FROM month m
UNION ALL SELECT 'attempts', to_json(a)::text FROM attempt a
UNION ALL SELECT 'processes', to_json(p)::text FROM process_row p
UNION ALL SELECT 'providers', to_json(p)::text FROM provider_state p
UNION ALL SELECT 'calls of a week', to_json(u)::text FROM usage_row u
UNION ALL SELECT 'outbox', to_json(o)::text FROM outbox_row o
UNION ALL SELECT 'dead letters', to_json(d)::text FROM letter d
UNION ALL SELECT 'operations', to_json(o)::text FROM operation_row o
UNION ALL SELECT 'tables', to_json(t)::text FROM size_row t
