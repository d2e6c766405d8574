-- Release a month that carries our process but no worker's token.
--   $1 year  $2 month  $3 claim_token, as read before
--   changes: backfill_attempt backfill_log outbox
WITH fence AS (
    SELECT year, month, attempt_calls(claim_token) AS calls FROM backfill_log
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), released AS (
    UPDATE backfill_log l
       SET status = 'queued', owner = NULL, claim_token = NULL, announced_at = clock_timestamp(),
           gemini_calls = l.gemini_calls + coalesce((fence.calls ->> 'gemini')::int, 0),
           xai_calls = l.xai_calls + coalesce((fence.calls ->> 'xai')::int, 0),
           isbndb_calls = l.isbndb_calls + coalesce((fence.calls ->> 'isbndb')::int, 0)
      FROM fence
     WHERE l.year = fence.year AND l.month = fence.month
    RETURNING l.*
), attempt AS (
    UPDATE backfill_attempt a
       SET outcome = 'released', ended_at = greatest(clock_timestamp(), a.started_at), calls = fence.calls
      FROM fence
     WHERE a.claim_token = $3
)
INSERT INTO outbox_message
SELECT m.* FROM released r, month_message(r) m
