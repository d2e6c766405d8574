-- ISBNs whose owner is gone wait again, and are announced; who is gone is found as for months
-- (janitor_take_over.sql). Each owner that is killed counts as a crash; too many in a row make a dead letter.
--   $1 own process id  $2 crashes until it is dead-lettered
--   arrays: $3 owners that are silent  $4 their heartbeats, as seen  $5 frozen
--   columns: taken failed
--   changes: enrichment_state outbox
WITH silent AS (
    SELECT s.owner, s.frozen
      FROM unnest($3::int[], $4::bigint[], $5::boolean[]) AS s (owner, heartbeat, frozen)
      LEFT JOIN process p ON p.id = s.owner
     WHERE coalesce((extract(epoch FROM p.heartbeat_at) * 1000000)::bigint, 0) = s.heartbeat
), gone AS MATERIALIZED (
    SELECT o.owner, p.stopped_at IS NULL AS crashed
      FROM (SELECT DISTINCT owner FROM enrichment_state WHERE owner IS NOT NULL AND owner <> $1) o
      LEFT JOIN process p ON p.id = o.owner
      LEFT JOIN silent s ON s.owner = o.owner
     WHERE p.stopped_at IS NOT NULL
        OR s.frozen
        OR (s.owner IS NOT NULL
            AND NOT EXISTS (SELECT FROM pg_locks k
                             WHERE k.locktype = 'advisory' AND k.objsubid = 2 AND k.granted
                               AND k.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                               AND k.classid = (hashtext(current_schema())::bigint & 4294967295)::oid
                               AND k.objid = o.owner::oid))
), lost AS (
    SELECT s.isbn, g.owner, s.crash_count + g.crashed::int AS crashes
      FROM enrichment_state s JOIN gone g ON g.owner = s.owner
     ORDER BY s.isbn
       FOR NO KEY UPDATE OF s SKIP LOCKED
), taken AS (
    UPDATE enrichment_state s
       SET status = CASE WHEN l.crashes >= $2::int THEN 'failed' ELSE 'waiting' END,
           owner = NULL, claim_token = NULL, claimed_at = NULL, crash_count = l.crashes, due_at = clock_timestamp(),
           announced_at = clock_timestamp() - interval '1 s', reason = 'taken_over',
           error_class = CASE WHEN l.crashes >= $2::int THEN 'crash' END,
           error_message = CASE WHEN l.crashes >= $2::int THEN 'its worker died ' || l.crashes || ' times in a row' END
      FROM lost l
     WHERE s.isbn = l.isbn
    RETURNING s.*, l.owner AS lost_owner
), letter AS (
    INSERT INTO outbox_message
    SELECT 'enrichment_dead', 'backfill.enrichment.v1', gen_random_uuid()::text, t.job_id::text, 'application/json',
           dead_letter_headers(gen_random_uuid()::text, 'worker_crashed', t.error_class, t.error_message, t.crash_count,
                               'process ' || t.lost_owner, t.first_seen_at, clock_timestamp()) || trace_headers(t.traceparent, NULL),
           convert_to(json_strip_nulls(json_build_object('isbns', json_build_array(t.isbn), 'source', t.source,
                                                         'priority', 'low', 'job_id', t.job_id))::text, 'UTF8'),
           NULL::smallint, NULL::smallint, NULL::uuid, clock_timestamp()
      FROM taken t
     WHERE t.status = 'failed'
)
SELECT count(*) AS taken, count(*) FILTER (WHERE status = 'failed') AS failed FROM taken
