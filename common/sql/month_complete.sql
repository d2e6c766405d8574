-- Complete a month: counts from its book rows, enrichment rows, their messages and the status, in
-- one statement, so they cannot disagree. An ISBN that any month handed over before keeps the
-- message it went with. A message's id follows from its job and its ISBNs: after an older dump was
-- restored the job may have others. Where another month hands one of them over at this very moment, the
-- statement begins anew, and sees it.
-- The generation is complete, and leaves the sums of its books in book_total.
-- What went wrong meanwhile stays in its row: the lookup that left books open, or else the generators
-- that failed. Its open dead letters are closed: what they ask for is done.
-- Of a generation that is made to be compared nothing is handed over; the trigger month_keep_compared() lets the
-- row stand again that stood before, whose job is another, so that a message of this one must not wait any more.
-- The others' books without ISBN are synthetic works from now on; that waits until the ISBNs are handed over
-- (work_keep_books()).
--   $1 year  $2 month  $3 claim_token  $4 calls (jsonb)  $5 error class and  $6 message of the lookup, or NULL
--   columns: books_generated isbns_resolved isbns_queued duration_ms
--   changes: backfill_attempt backfill_log book_total dead_letter enrichment enriched_works outbox work_alias work_book
WITH fence AS (
    SELECT * FROM backfill_log
     WHERE year = $1 AND month = $2 AND claim_token = $3
       FOR NO KEY UPDATE
), book AS (
    SELECT b.isbn13, b.named_by, b.status, e.isbn13 IS NULL AS is_new, (e.year, e.month) = (f.year, f.month) AS is_of_month,
           coalesce((e.year, e.month, e.generation) = (f.year, f.month, f.generation), f.compared IS NULL) AS is_ours
      FROM backfill_book b
      JOIN fence f ON b.year = f.year AND b.month = f.month AND b.generation = f.generation
      LEFT JOIN enrichment e ON e.isbn13 = b.isbn13
), fresh AS (
    SELECT isbn13, ((row_number() OVER (ORDER BY isbn13)) - 1) / 100 AS part
      FROM (SELECT DISTINCT isbn13 FROM book WHERE isbn13 IS NOT NULL AND is_new) i
     WHERE NOT EXISTS (SELECT FROM fence f WHERE f.compared IS NOT NULL)
), named AS (
    SELECT part, md5(f.job_id || ':' || string_agg(isbn13, ',' ORDER BY isbn13))::uuid AS message_id
      FROM fence f, fresh
     GROUP BY f.job_id, part
), handed AS (
    INSERT INTO enrichment (isbn13, year, month, generation, job_id, message_id)
    SELECT isbn13, f.year, f.month, f.generation, f.job_id, n.message_id
      FROM fence f, fresh JOIN named n USING (part)
     ORDER BY isbn13
    ON CONFLICT (isbn13) DO NOTHING
    RETURNING isbn13, message_id
), message AS (
    INSERT INTO outbox (destination, type, message_id, correlation_id, headers, body, year, month, job_id)
    SELECT 'enrichment', 'backfill.enrichment.v1', h.message_id, f.job_id, trace_headers(f.traceparent, NULL),
           convert_to(json_build_object('isbns', json_agg(h.isbn13 ORDER BY h.isbn13),
                                        'source', 'backfill-' || f.year || '-' || lpad(f.month::text, 2, '0'),
                                        'priority', 'low', 'job_id', f.job_id)::text, 'UTF8'),
           f.year, f.month, f.job_id
      FROM handed h, fence f
     GROUP BY h.message_id, f.job_id, f.traceparent, f.year, f.month
), counted AS MATERIALIZED (
    SELECT count(*) AS generated, count(b.isbn13) AS resolved,
           (SELECT count(*) FROM handed) + count(DISTINCT b.isbn13) FILTER (WHERE b.is_of_month) AS queued
      FROM book b
), summed AS ( -- as book_total_of() would, once the ISBNs are handed over
    INSERT INTO book_total (year, month, generation, named_by, books, found, nowhere, open, handed, again)
    SELECT f.year, f.month, f.generation, k.named_by, count(*), count(k.isbn13), count(*) FILTER (WHERE k.status = 'not_found'),
           count(*) FILTER (WHERE k.status = 'open'), coalesce(array_agg(k.isbn13) FILTER (WHERE k.is_handed), '{}'),
           coalesce(array_agg(k.isbn13) FILTER (WHERE NOT k.is_handed), '{}')
      FROM fence f,
           (SELECT b.named_by, b.status, b.isbn13,
                   CASE WHEN b.isbn13 IS NOT NULL THEN b.is_ours AND count(*) OVER (PARTITION BY b.isbn13) = 1 END AS is_handed
              FROM book b) k
     GROUP BY f.year, f.month, f.generation, k.named_by
    ON CONFLICT DO NOTHING
), failure AS (
    SELECT coalesce($5::text, (array_agg(g.value ->> 'class' ORDER BY g.key))[1]) AS class,
           coalesce($6::text, string_agg(g.value ->> 'message', '; ' ORDER BY g.key)) AS message
      FROM fence f, jsonb_each(f.generator_failures) g
), closed AS (
    UPDATE dead_letter d
       SET state = 'closed', settled_at = clock_timestamp(), settled_because = dead_letter_closed_because(f.year, f.month)
      FROM fence f
     WHERE d.year = f.year AND d.month = f.month AND d.state = 'archived'
       AND d.type IS DISTINCT FROM 'backfill.enrichment.v1'
), recalled AS (
    DELETE FROM outbox o
     USING fence f
     WHERE f.compared IS NOT NULL AND o.job_id = f.job_id AND o.destination = 'backfill'
), kept AS (
    SELECT work_keep_books(ARRAY[f.year], ARRAY[f.month], ARRAY[f.generation], (SELECT count(*) FROM handed))
      FROM fence f
     WHERE f.compared IS NULL
), attempt AS (
    UPDATE backfill_attempt a
       SET outcome = 'completed', ended_at = greatest(clock_timestamp(), a.started_at), calls = $4::jsonb,
           error_class = e.class, error_message = e.message
      FROM fence, failure e
     WHERE a.claim_token = $3
)
UPDATE backfill_log l
   SET status = 'completed',
       owner = NULL,
       claim_token = NULL,
       completed_at = greatest(clock_timestamp(), l.started_at),
       books_generated = c.generated,
       isbns_resolved = c.resolved,
       resolution_rate = round(100.0 * c.resolved / nullif(c.generated, 0), 2),
       isbns_queued = c.queued,
       gemini_calls = l.gemini_calls + coalesce(($4::jsonb ->> 'gemini')::int, 0),
       xai_calls = l.xai_calls + coalesce(($4::jsonb ->> 'xai')::int, 0),
       isbndb_calls = l.isbndb_calls + coalesce(($4::jsonb ->> 'isbndb')::int, 0),
       error_class = e.class,
       error_message = e.message,
       crash_count = 0
  FROM fence f, counted c, failure e
 WHERE l.year = f.year AND l.month = f.month
   AND (SELECT count(*) FROM kept) >= 0
   AND CASE WHEN (SELECT count(*) FROM handed) < (SELECT count(*) FROM fresh)
            THEN begin_anew('another month hands over the same ISBN') ELSE true END
RETURNING c.generated AS books_generated, c.resolved AS isbns_resolved, c.queued AS isbns_queued,
          (extract(epoch FROM greatest(clock_timestamp(), f.started_at) - f.started_at) * 1000)::bigint AS duration_ms
