-- Archive dead letters of one queue. One that the broker gave up on although its month is still open costs that
-- month its message: it gets a new one, unless one waits.
--   $1 queue
--   arrays, one element a letter: $2 letter_id  $3 reason  $4 error_class  $5 error_message  $6 attempts
--   $7 worker  $8 first_at  $9 last_at  $10 year  $11 month  $12 job_id  $13 message_id  $14 type  $15 body
--   $16 body_bytes  $17 properties  $18 headers (jsonb)  $19 the broker gave up on it
--   columns: archived announced
--   changes: backfill_log dead_letter outbox
WITH letter AS (
    SELECT *
      FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::timestamptz[], $9::timestamptz[],
                  $10::smallint[], $11::smallint[], $12::uuid[], $13::text[], $14::text[], $15::bytea[], $16::bigint[],
                  $17::bytea[], $18::jsonb[], $19::boolean[])
           AS l (letter_id, reason, error_class, error_message, attempts, worker, first_at, last_at, year, month, job_id,
                 message_id, type, body, body_bytes, properties, headers, was_dropped)
), stored AS (
    INSERT INTO dead_letter (letter_id, queue, reason, error_class, error_message, attempts, worker, first_at,
                             last_at, year, month, job_id, message_id, type, body, body_bytes, properties, headers)
    SELECT letter_id, $1, reason, error_class, error_message, attempts, worker, first_at, last_at, year, month,
           job_id, message_id, type, body, body_bytes, properties, headers
      FROM letter
    ON CONFLICT (letter_id) DO NOTHING
    RETURNING letter_id
), dropped AS (
    SELECT DISTINCT l.year, l.month, l.job_id FROM letter l JOIN stored USING (letter_id) WHERE l.was_dropped
), locked AS ( -- in the order in which all statements lock months
    SELECT l.year, l.month, l.job_id
      FROM backfill_log l JOIN dropped d USING (year, month, job_id)
     ORDER BY l.year, l.month
       FOR NO KEY UPDATE OF l
), open AS (
    UPDATE backfill_log l
       SET announced_at = clock_timestamp()
      FROM locked d
     WHERE l.year = d.year AND l.month = d.month AND l.job_id = d.job_id
       AND l.status IN ('queued', 'processing', 'retry')
       AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = l.job_id AND o.destination = 'backfill')
    RETURNING l.*
), announced AS (
    INSERT INTO outbox_message
    SELECT m.* FROM open o, month_message(o) m
)
SELECT (SELECT count(*) FROM stored) AS archived, (SELECT count(*) FROM open) AS announced
