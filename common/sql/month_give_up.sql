-- A claimed month that this attempt does not complete: released to the queue, deferred, retried with
-- a charge, or failed with a dead letter. consumer/month/give_up.c says which.
--   $1 year  $2 month  $3 claim_token  $4 action: release, defer, retry, fail
--   $5 error class  $6 error message  $7 calls (jsonb)  $8 charged failures until it fails
--   $9 delay of a deferred month, ms; NULL: its walls say  $10 delays of a retried month by its failures, ms (array)
--   $11 letter id, for a dead letter
--   arrays, one element a wall, a provider that could not be asked or a budget that is spent: $12 its name
--   $13 opens in, ms
-- The first wall to open makes the month due. What providers are now decides: one that was opened since the
-- attempt began is no wall any more, one that is closed for longer is; nor is an order whose budget was raised.
-- Their rows are locked against provider_open() and order_budget(), so that these either are seen here or find the
-- month.
-- A month that is compared does not fail: month_keep_compared() lets the row stand again that stood before, and
-- the attempt says what failed.
--   columns: status retry_count retry_in_ms
--   changes: backfill_attempt backfill_log outbox
WITH fence AS (
    SELECT l.*,
           l.retry_count + ($4 = 'retry')::int AS charged,
           $4 = 'fail' OR ($4 = 'retry' AND l.retry_count + 1 >= $8::int) AS fails
      FROM backfill_log l
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), provider AS (
    SELECT s.provider, s.opened_at, s.closed_until, s.failures FROM provider_state s
     WHERE s.provider = ANY($12::text[])
     ORDER BY s.provider
       FOR KEY SHARE
), budget AS (
    SELECT 'order ' || o.id AS name, order_is_spent(o) AS is_spent FROM backfill_order o
     WHERE 'order ' || o.id = ANY($12::text[])
     ORDER BY o.id
       FOR KEY SHARE
), wall AS (
    SELECT array_agg(w.provider ORDER BY w.provider) AS providers,
           min(greatest(p.closed_until, clock_timestamp()
                        + CASE WHEN p.opened_at > f.started_at OR NOT b.is_spent THEN 0 ELSE w.ms END * interval '1 ms')) AS opens_at
      FROM fence f
     CROSS JOIN unnest($12::text[], $13::bigint[]) AS w (provider, ms)
      LEFT JOIN provider p ON p.provider = w.provider
      LEFT JOIN budget b ON b.name = w.provider
), cause AS ( -- one whose calls failed in a row is closed, but has limited nothing
    SELECT CASE WHEN $5 = 'rate_limited' AND EXISTS (SELECT FROM provider WHERE failures >= 5) THEN 'transient' ELSE $5 END AS class
), given_up AS (
    UPDATE backfill_log l
       SET status = CASE WHEN f.fails THEN 'failed' WHEN $4 = 'release' THEN 'queued' ELSE 'retry' END,
           owner = NULL,
           claim_token = NULL,
           retry_count = f.charged,
           last_retry_at = CASE WHEN $4 = 'retry' THEN clock_timestamp() ELSE l.last_retry_at END,
           retry_at = CASE WHEN f.fails OR $4 = 'release' THEN NULL
                           WHEN $4 = 'defer' THEN least(w.opens_at, clock_timestamp() + $9::bigint * interval '1 ms')
                           ELSE least(w.opens_at, clock_timestamp() + (0.8 + 0.4 * random())
                                * ($10::bigint[])[least(f.charged, cardinality($10::bigint[]))] * interval '1 ms')
                      END,
           waits_for = CASE WHEN NOT f.fails AND $4 <> 'release' THEN w.providers END,
           completed_at = CASE WHEN f.fails THEN greatest(clock_timestamp(), l.started_at) END,
           announced_at = CASE WHEN f.fails THEN l.announced_at ELSE clock_timestamp() END,
           error_class = CASE WHEN $4 = 'release' THEN l.error_class ELSE c.class END,
           error_message = CASE WHEN $4 = 'release' THEN l.error_message ELSE $6 END,
           gemini_calls = l.gemini_calls + coalesce(($7::jsonb ->> 'gemini')::int, 0),
           xai_calls = l.xai_calls + coalesce(($7::jsonb ->> 'xai')::int, 0),
           isbndb_calls = l.isbndb_calls + coalesce(($7::jsonb ->> 'isbndb')::int, 0)
      FROM fence f, wall w, cause c
     WHERE l.year = f.year AND l.month = f.month
    RETURNING l.*
), attempt AS (
    UPDATE backfill_attempt a
       SET outcome = CASE WHEN f.fails THEN 'failed' WHEN $4 = 'release' THEN 'released'
                          WHEN $4 = 'defer' THEN 'deferred' ELSE 'retried' END,
           ended_at = greatest(clock_timestamp(), a.started_at), error_class = c.class, error_message = $6, calls = $7::jsonb
      FROM fence f, cause c
     WHERE a.claim_token = $3
), announced AS (
    INSERT INTO outbox_message
    SELECT m.* FROM given_up s, month_message(s) m
     WHERE s.status IN ('queued', 'retry')
), letter AS (
    INSERT INTO outbox_message
    SELECT m.* FROM given_up s, month_letter(s, $11::text, 'month_failed', s.retry_count, $3) m
     WHERE s.status = 'failed'
), recalled AS (
    DELETE FROM outbox o
     USING fence f
     WHERE f.compared IS NOT NULL AND f.fails AND o.job_id = f.job_id AND o.destination = 'backfill'
)
SELECT CASE WHEN status = 'completed' THEN 'failed' ELSE status END AS status, retry_count, (extract(epoch FROM retry_at - clock_timestamp()) * 1000)::bigint AS retry_in_ms
  FROM given_up
