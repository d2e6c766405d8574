-- Replay a dead letter. One whose month is in the table schedules that month again: a new job,
-- counters at zero, checkpoints kept unless it completed. One without goes back to its queue, bytes
-- unchanged, without the headers that brokers and we have put on. Nothing is done, and the first
-- column says why, where that would do harm. The letter and its month were locked by dead_letter_lock in
-- the same transaction.
--   $1 id  $2 force  $3 who  $4 name of the dead-letter queue of enrichment
--   columns: result month status job_id destination
--   changes: backfill_attempt backfill_log dead_letter operator_action outbox
WITH letter AS (
    SELECT d.*, CASE WHEN d.queue = $4 THEN 'enrichment' ELSE 'backfill' END AS destination
      FROM dead_letter d
     WHERE d.id = $1
), month AS (
    SELECT l.*
      FROM backfill_log l
      JOIN letter d ON d.year = l.year AND d.month = l.month AND d.destination = 'backfill'
), verdict AS (
    SELECT CASE WHEN d.state = 'discarded' THEN 'discarded'
                WHEN d.state = 'replayed' AND NOT $2::boolean THEN 'replayed'
                WHEN m.year IS NULL AND d.body_bytes > octet_length(d.body) THEN 'no_body'
                WHEN m.year IS NULL THEN 'bytes'
                WHEN $2::boolean THEN 'scheduled'
                WHEN m.held THEN 'held'
                WHEN m.status IN ('queued', 'processing', 'retry') THEN 'open'
                WHEN m.status = 'completed' THEN 'completed'
                ELSE 'scheduled' END AS what,
           coalesce(m.prompt_variant, CASE WHEN m.year >= 2020 THEN 'contemporary-notable' ELSE 'baseline' END) AS variant,
           m.status
      FROM letter d LEFT JOIN month m ON true
), scheduled AS (
    UPDATE backfill_log l
       SET status = 'queued',
           held = false,
           job_id = gen_random_uuid(),
           replay_of = $1,
           queued_at = clock_timestamp(),
           announced_at = clock_timestamp(),
           owner = NULL, claim_token = NULL, checkpoint_at = NULL,
           started_at = NULL, completed_at = NULL, retry_at = NULL, last_retry_at = NULL,
           error_class = NULL, error_message = NULL,
           retry_count = 0, crash_count = 0,
           books_generated = 0, isbns_resolved = 0, isbns_queued = 0, resolution_rate = NULL,
           gemini_calls = 0, xai_calls = 0, isbndb_calls = 0,
           prompt_variant = v.variant,
           generation = l.generation + (m.status = 'completed')::int,
           stage = CASE WHEN m.status <> 'completed' THEN l.stage END,
           generator_failures = CASE WHEN m.status <> 'completed' THEN l.generator_failures ELSE '{}' END
      FROM verdict v, month m
     WHERE v.what = 'scheduled' AND l.year = m.year AND l.month = m.month
    RETURNING l.*
), attempt AS (
    UPDATE backfill_attempt a
       SET outcome = 'cancelled', ended_at = greatest(clock_timestamp(), a.started_at),
           error_class = 'cancelled', error_message = 'replayed by ' || $3
      FROM month m, scheduled s
     WHERE a.claim_token = m.claim_token AND a.outcome = 'running'
), recalled AS (
    DELETE FROM outbox o
     USING month m, scheduled s
     WHERE o.job_id = m.job_id AND o.destination = 'backfill'
), announced AS (
    INSERT INTO outbox_message
    SELECT m.* FROM scheduled s, month_message(s) m
), sent AS (
    INSERT INTO outbox (destination, type, message_id, correlation_id, content_type, headers, body)
    SELECT d.destination, d.type, d.message_id, d.headers ->> 'amqp.correlation_id', d.headers ->> 'amqp.content_type',
           (SELECT coalesce(jsonb_object_agg(h.key, h.value), '{}')
              FROM jsonb_each(d.headers) h
             WHERE h.key NOT LIKE 'x-%' AND h.key NOT LIKE 'backfill-%' AND h.key NOT LIKE 'amqp.%'), d.body
      FROM letter d, verdict v
     WHERE v.what = 'bytes'
), settled AS (
    UPDATE dead_letter d
       SET state = 'replayed', settled_at = clock_timestamp(), replay_job_id = (SELECT job_id FROM scheduled)
      FROM verdict v
     WHERE d.id = $1 AND v.what IN ('scheduled', 'bytes')
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $3, 'dlq_replay', 'letter ' || $1,
           jsonb_build_object('what', v.what, 'force', $2::boolean, 'status', v.status,
                              'job_id', (SELECT job_id FROM scheduled))
      FROM verdict v
     WHERE v.what IN ('scheduled', 'bytes')
)
SELECT v.what AS result, coalesce(m.year || '-' || lpad(m.month::text, 2, '0'), '') AS month,
       coalesce(m.status, '') AS status, (SELECT job_id FROM scheduled) AS job_id, d.destination
  FROM verdict v CROSS JOIN letter d LEFT JOIN month m ON true
