-- What deferred months wait for: the provider that their error names first, and until when.
--   $1 names of providers (array)
--   columns: provider error_class months until
SELECT p.name AS provider, l.error_class, count(*) AS months,
       to_char(date_trunc('minute', max(l.retry_at) + interval '30 s') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS until
  FROM backfill_log l
  LEFT JOIN LATERAL (SELECT known.name
                       FROM unnest($1::text[]) AS known (name)
                      WHERE l.error_message ~ ('\m' || known.name || '\M')
                      ORDER BY position(known.name IN l.error_message), known.name
                      LIMIT 1) p ON true
 WHERE l.status = 'retry' AND l.retry_at > clock_timestamp()
   AND l.error_class IN ('quota', 'config', 'rate_limited')
 GROUP BY p.name, l.error_class
 ORDER BY count(*) DESC, p.name
