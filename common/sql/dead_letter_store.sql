-- Archive a dead letter. One that the broker gave up on although its month is still open costs that
-- month its message: it gets a new one, unless one waits.
--   $1 letter_id  $2 queue  $3 reason  $4 error_class  $5 error_message  $6 attempts  $7 worker  $8 first_at
--   $9 last_at  $10 year  $11 month  $12 job_id  $13 message_id  $14 type  $15 body  $16 body_bytes
--   $17 properties  $18 headers (jsonb)  $19 the broker gave up on it
--   columns: id announced
--   changes: backfill_log dead_letter outbox
WITH stored AS (
    INSERT INTO dead_letter (letter_id, queue, reason, error_class, error_message, attempts, worker, first_at,
                             last_at, year, month, job_id, message_id, type, body, body_bytes, properties, headers)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ON CONFLICT (letter_id) DO NOTHING
    RETURNING id
), open AS (
    UPDATE backfill_log l
       SET announced_at = clock_timestamp()
     WHERE $19::boolean
       AND EXISTS (SELECT FROM stored)
       AND l.year = $10 AND l.month = $11 AND l.job_id = $12
       AND l.status IN ('queued', 'processing', 'retry')
       AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = l.job_id AND o.destination = 'backfill')
    RETURNING l.*
), announced AS (
    INSERT INTO outbox_message
    SELECT m.* FROM open o, month_message(o) m
)
SELECT (SELECT id FROM stored) AS id, EXISTS (SELECT FROM open) AS announced
