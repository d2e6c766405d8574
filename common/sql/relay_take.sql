-- The rows to publish now: due, oldest first, at most so many and about so many bytes. Each message says
-- from which installation it comes.
--   $1 rows  $2 bytes
--   columns: id destination type message_id correlation_id content_type headers body due
--   changes: row_locks
WITH due AS (
    SELECT id, available_at, octet_length(body) AS bytes
      FROM outbox
     WHERE available_at <= clock_timestamp()
     ORDER BY available_at, id
     LIMIT $1::int
       FOR UPDATE SKIP LOCKED
), sized AS (
    SELECT id, available_at, sum(bytes) OVER (ORDER BY available_at, id) - bytes AS before FROM due
)
SELECT o.id, o.destination, o.type, o.message_id, o.correlation_id, o.content_type,
       o.headers || jsonb_build_object('backfill-installation', (SELECT installation FROM control)) AS headers, o.body,
       (SELECT count(*) FROM due) AS due
  FROM sized s JOIN outbox o USING (id)
 WHERE s.before < $2::bigint
 ORDER BY s.available_at, s.id
