-- The months that something happened to last, the newest first.
--   $1 at most so many
--   columns: month status books_generated isbns_resolved isbns_queued resolution_rate retry_count
--   columns: started_at completed_at error_message
SELECT l.year || '-' || lpad(l.month::text, 2, '0') AS month, l.status, l.books_generated, l.isbns_resolved,
       l.isbns_queued, l.resolution_rate, l.retry_count,
       to_char(l.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
       to_char(l.completed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS completed_at, l.error_message
  FROM backfill_log l
 WHERE greatest(l.queued_at, l.started_at, l.completed_at) IS NOT NULL
 ORDER BY greatest(l.queued_at, l.started_at, l.completed_at) DESC, l.year DESC, l.month DESC
 LIMIT $1::int
