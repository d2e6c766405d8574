-- Release months that have been processing for too long, whoever has them: same job; the late worker finds
-- its claim lost. They were locked by month_lock in the same transaction.
--   $1 months (array of year * 12 + month)  $2 who  $3 why, or NULL  $4 what was asked for (jsonb)
--   $5 processing for longer than, ms
--   columns: month previous_status result changed operation started_at owner job_id
--   changes: backfill_attempt backfill_log operation operation_item operator_action outbox
WITH asked AS (
    SELECT DISTINCT n FROM unnest($1::int[]) n
), found AS (
    SELECT l.year, l.month, l.status, l.job_id, l.claim_token, l.owner, l.started_at,
           l.status = 'processing' AND l.started_at < clock_timestamp() - $5::bigint * interval '1 ms' AS stuck,
           attempt_calls(l.claim_token) AS calls
      FROM backfill_log l
      JOIN asked ON l.year * 12 + l.month = n
), released AS (
    UPDATE backfill_log l
       SET status = 'queued', owner = NULL, claim_token = NULL, announced_at = clock_timestamp(),
           gemini_calls = l.gemini_calls + coalesce((f.calls ->> 'gemini')::int, 0),
           xai_calls = l.xai_calls + coalesce((f.calls ->> 'xai')::int, 0),
           isbndb_calls = l.isbndb_calls + coalesce((f.calls ->> 'isbndb')::int, 0)
      FROM found f
     WHERE l.year = f.year AND l.month = f.month AND f.stuck
    RETURNING l AS month
), attempt AS (
    UPDATE backfill_attempt a
       SET outcome = 'released', ended_at = greatest(clock_timestamp(), a.started_at), calls = f.calls, error_class = 'released',
           error_message = 'reset by ' || $2
      FROM found f
     WHERE f.stuck AND a.claim_token = f.claim_token
), announced AS (
    INSERT INTO outbox_message
    SELECT m.* FROM released r, month_message(r.month) m
), result AS (
    SELECT a.n, coalesce(f.status, 'missing') AS previous_status, f.job_id, f.owner, f.started_at,
           'process ' || f.owner || coalesce(' (' || p.host || ':' || p.pid || ')', '') AS owner_name,
           coalesce(f.stuck, false) AS changed,
           CASE WHEN f.year IS NULL THEN 'is not in the table'
                WHEN f.stuck THEN 'queued'
                WHEN f.status = 'processing' THEN 'is not processing for so long'
                ELSE 'is not processing' END AS result
      FROM asked a
      LEFT JOIN found f ON f.year * 12 + f.month = a.n
      LEFT JOIN process p ON p.id = f.owner
), recorded AS (
    SELECT operation_of_months('reset', 'reset_stuck', $2, $3, $4::jsonb, jsonb_agg(jsonb_build_object(
               'n', r.n, 'changed', r.changed, 'result', r.result,
               'detail', jsonb_build_object('status', r.previous_status, 'job_id', r.job_id, 'owner', r.owner)))) AS operation
      FROM result r
)
SELECT (r.n - 1) / 12 || '-' || lpad(((r.n - 1) % 12 + 1)::text, 2, '0') AS month, r.previous_status, r.result, r.changed,
       o.operation,
       to_char(r.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at, r.owner_name AS owner, r.job_id
  FROM result r, recorded o
 ORDER BY r.n
