-- Where things stand, in one row. isbns_queued counts what was ever handed over, by earlier generations too.
--   $1 a heartbeat older than this is of no living process, ms  $2 processing longer than this is stuck, ms
--   $3 so many days after its end a month is due
--   columns: months pending queued processing retry completed failed held retry_due stuck
--   columns: books_generated isbns_resolved isbns_queued resolution_rate mean_of_monthly_rates
--   columns: outbox_due outbox_later outbox_next outbox_oldest processes_alive paused paused_at paused_by
--   columns: dead_letters completed_without_books pending_not_due completed_partial
--   columns: isbns_published isbns_enriched isbns_waiting isbns_not_found isbns_failed isbns_waiting_because
--   columns: isbn_oldest isbn_oldest_since
SELECT l.months, l.pending, l.queued, l.processing, l.retry, l.completed, l.failed, l.held, l.retry_due, l.stuck,
       l.books_generated, l.isbns_resolved, e.isbns_queued, l.resolution_rate, l.mean_of_monthly_rates, o.*,
       (SELECT count(*) FROM process
         WHERE role = 'consumer' AND stopped_at IS NULL AND heartbeat_at > clock_timestamp() - $1::bigint * interval '1 ms') AS processes_alive,
       c.paused, to_char(c.paused_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') AS paused_at, c.paused_by,
       (SELECT coalesce(sum(letters), 0)::bigint FROM dead_letter_total WHERE state = 'archived') AS dead_letters,
       (SELECT count(*) FROM backfill_log WHERE status = 'completed' AND books_generated = 0) AS completed_without_books,
       (SELECT count(*) FROM backfill_log WHERE status = 'pending' AND NOT held
           AND (make_date(year, month, 1) + interval '1 month')::date + $3::int
               > (clock_timestamp() AT TIME ZONE 'UTC')::date) AS pending_not_due,
       (SELECT count(*) FROM backfill_log WHERE status = 'completed' AND generator_failures <> '{}') AS completed_partial,
       e.isbns_published, e.isbns_enriched, w.isbns_waiting, w.isbns_not_found, w.isbns_failed, w.isbns_waiting_because,
       w.isbn_oldest, w.isbn_oldest_since
  FROM (SELECT count(*) AS months,
               count(*) FILTER (WHERE status = 'pending' AND NOT held) AS pending,
               count(*) FILTER (WHERE status = 'queued') AS queued,
               count(*) FILTER (WHERE status = 'processing') AS processing,
               count(*) FILTER (WHERE status = 'retry') AS retry,
               count(*) FILTER (WHERE status = 'completed') AS completed,
               count(*) FILTER (WHERE status = 'failed') AS failed,
               count(*) FILTER (WHERE held) AS held,
               count(*) FILTER (WHERE status = 'retry' AND retry_at <= clock_timestamp()) AS retry_due,
               count(*) FILTER (WHERE status = 'processing'
                                  AND started_at < clock_timestamp() - $2::bigint * interval '1 ms') AS stuck,
               coalesce(sum(books_generated) FILTER (WHERE status = 'completed'), 0) AS books_generated,
               coalesce(sum(isbns_resolved) FILTER (WHERE status = 'completed'), 0) AS isbns_resolved,
               round(100.0 * sum(isbns_resolved) FILTER (WHERE status = 'completed')
                     / nullif(sum(books_generated) FILTER (WHERE status = 'completed'), 0), 2) AS resolution_rate,
               round(avg(resolution_rate) FILTER (WHERE status = 'completed'), 2) AS mean_of_monthly_rates
          FROM backfill_log m) l,
       (SELECT count(*) FILTER (WHERE available_at <= clock_timestamp()) AS outbox_due,
               count(*) FILTER (WHERE available_at > clock_timestamp()) AS outbox_later,
               to_char(min(available_at) FILTER (WHERE available_at > clock_timestamp())
                       AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') AS outbox_next,
               to_char(min(available_at) FILTER (WHERE available_at <= clock_timestamp())
                       AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') AS outbox_oldest
          FROM outbox) o,
       (SELECT coalesce(sum(isbns), 0)::bigint AS isbns_queued, coalesce(sum(published), 0)::bigint AS isbns_published,
               coalesce(sum(enriched), 0)::bigint AS isbns_enriched
          FROM enrichment_total) e,
       (SELECT coalesce(sum(isbns) FILTER (WHERE state = 'waiting'), 0)::bigint AS isbns_waiting,
               coalesce(sum(isbns) FILTER (WHERE state = 'not_found'), 0)::bigint AS isbns_not_found,
               coalesce(sum(isbns) FILTER (WHERE state = 'failed'), 0)::bigint AS isbns_failed,
               coalesce(jsonb_object_agg(reason, isbns) FILTER (WHERE state = 'waiting'), '{}') AS isbns_waiting_because,
               (array_agg(oldest ORDER BY since, oldest) FILTER (WHERE state = 'waiting'))[1] AS isbn_oldest,
               to_char(min(since) FILTER (WHERE state = 'waiting') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') AS isbn_oldest_since
          FROM (SELECT state, reason, sum(isbns)::bigint AS isbns, min(since) AS since, (array_agg(oldest ORDER BY since, oldest))[1] AS oldest
                  FROM isbn_open_total
                 GROUP BY state, reason) r) w,
       control c
