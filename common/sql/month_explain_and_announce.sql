-- Why a month could not be claimed, or was lost. One that could be claimed now (the fleet was paused, or it
-- was just released or taken over) keeps its delivery, and needs no other message. Where it waits for a
-- message all the same (its retry is not due, or it was released or taken over while this delivery was in
-- hand), its outbox row is written again, unless one is there: a surplus message does no harm.
--   $1 year  $2 month  $3 job_id  $4 crashes that make a suspect; NULL: it was lost, and its delivery ends
--   columns: why announced paused
--   changes: outbox
WITH month AS (
    SELECT l.*, job_id IS NOT DISTINCT FROM $3::uuid AS ours,
           job_id IS NOT DISTINCT FROM $3::uuid AND $4::int IS NOT NULL
           AND (status = 'queued' OR (status = 'retry' AND retry_at <= clock_timestamp())) AS ready
      FROM backfill_log l
     WHERE year = $1 AND month = $2
), announced AS (
    INSERT INTO outbox_message
    SELECT message.*
      FROM backfill_log l
      JOIN month m USING (year, month),
           month_message(l) message
     WHERE m.ours AND NOT m.ready AND l.status IN ('queued', 'retry')
       AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = l.job_id AND o.destination = 'backfill')
    RETURNING true
)
SELECT CASE WHEN NOT EXISTS (SELECT FROM month) THEN 'missing'
            WHEN NOT (SELECT ours FROM month) THEN 'stale'
            WHEN (SELECT ready AND crash_count >= $4::int FROM month) THEN 'suspect'
            WHEN (SELECT ready FROM month) THEN 'ready'
            WHEN (SELECT status = 'retry' FROM month) THEN 'early'
            WHEN (SELECT status = 'processing' FROM month) THEN 'owned'
            ELSE 'stale'
       END AS why,
       EXISTS (SELECT FROM announced) AS announced,
       (SELECT paused FROM control) AS paused
