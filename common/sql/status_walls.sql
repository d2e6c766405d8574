-- What deferred months wait for: the providers that could not be asked or the budgets that are spent, NULL where it
-- is none, and until when.
--   columns: provider error_class months until
SELECT regexp_replace(array_to_string(l.waits_for, ', '), 'order [0-9]+', '\&''s budget', 'g') AS provider, l.error_class, count(*) AS months,
       to_char(date_trunc('minute', max(l.retry_at) + interval '30 s') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS until
  FROM backfill_log l
 WHERE l.status = 'retry' AND l.retry_at > clock_timestamp()
   AND (l.error_class IN ('quota', 'config', 'rate_limited')
        OR EXISTS (SELECT FROM provider_state s WHERE s.provider = ANY (l.waits_for) AND s.failures >= 5))
 GROUP BY l.waits_for, l.error_class
 ORDER BY count(*) DESC, l.waits_for
