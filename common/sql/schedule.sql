-- Choose months, give each a new job, and announce it: one statement, so that two at once never take
-- the same month. Checkpoints are kept where the books that they hold are the ones asked for; else a
-- new generation begins. A partial month asks only the generators that have not answered, an unresolved
-- one looks for the books that have no ISBN; both keep their books.
--   $1 first and $2 last, as year * 12 + month  $3 at most so many
--   $4 missing, failed, partial, unresolved, empty, all  $5 newest first (else oldest)
--   $6 prompt variant, NULL: as before where checkpoints are kept, else by year
--   $7 force: a new generation whatever there is
--   $8 books asked of each generator, 0: as before where checkpoints are kept, else 20
--   $9 so many days after its end a month is due  $10 take also months that are not due
--   columns: month previous_status prompt_variant generation note job_id
--   changes: backfill_book backfill_log outbox
WITH picked AS (
    SELECT l.year, l.month, l.status, l.stage, l.prompt_variant, l.batch_size, d.due,
           l.stage IS NOT NULL AND NOT $7::boolean
           AND (l.status <> 'completed' OR $4 IN ('unresolved', 'partial')) AS keeps
      FROM backfill_log l,
           LATERAL (SELECT (make_date(l.year, l.month, 1) + interval '1 month')::date + $9::int) d (due)
     WHERE l.year * 12 + l.month BETWEEN $1::int AND $2::int
       AND NOT l.held
       AND ($10::boolean OR d.due <= (clock_timestamp() AT TIME ZONE 'UTC')::date)
       AND CASE $4
               WHEN 'missing' THEN l.status = 'pending'
               WHEN 'failed' THEN l.status = 'failed'
               WHEN 'partial' THEN l.status = 'completed' AND l.generator_failures <> '{}'
               WHEN 'unresolved' THEN l.status = 'completed' AND l.isbns_resolved < l.books_generated
               WHEN 'empty' THEN l.status = 'completed' AND l.books_generated = 0
               WHEN 'all' THEN l.status IN ('pending', 'failed', 'completed')
           END
     ORDER BY (l.year * 12 + l.month) * CASE WHEN $5::boolean THEN -1 ELSE 1 END
     LIMIT $3::int
       FOR UPDATE SKIP LOCKED
), chosen AS (
    SELECT p.year, p.month, p.status, p.stage, p.due, v.variant, v.books,
           (p.stage IS NOT NULL OR p.status = 'completed')
           AND NOT (p.keeps AND v.variant IS NOT DISTINCT FROM p.prompt_variant AND v.books = p.batch_size) AS fresh
      FROM picked p,
           LATERAL (SELECT coalesce($6, CASE WHEN p.keeps THEN p.prompt_variant END,
                                    CASE WHEN p.year >= 2020 THEN 'contemporary-notable' ELSE 'baseline' END),
                           coalesce(nullif($8::int, 0), CASE WHEN p.keeps THEN p.batch_size END, 20)) v (variant, books)
), scheduled AS (
    UPDATE backfill_log l
       SET status = 'queued',
           job_id = gen_random_uuid(),
           queued_at = clock_timestamp(),
           announced_at = clock_timestamp(),
           started_at = NULL,
           completed_at = NULL,
           retry_at = NULL,
           last_retry_at = NULL,
           error_class = NULL,
           error_message = NULL,
           retry_count = 0,
           crash_count = 0,
           replay_of = NULL,
           books_generated = 0,
           isbns_resolved = 0,
           isbns_queued = 0,
           resolution_rate = NULL,
           gemini_calls = 0,
           xai_calls = 0,
           isbndb_calls = 0,
           prompt_variant = c.variant,
           batch_size = c.books,
           generation = l.generation + c.fresh::int,
           stage = CASE WHEN c.fresh THEN NULL WHEN $4 = 'unresolved' THEN 'generated'
                        WHEN $4 = 'partial' THEN 'answered' ELSE l.stage END,
           generator_failures = CASE WHEN c.fresh THEN '{}' ELSE l.generator_failures END,
           checkpoint_at = NULL
      FROM chosen c
     WHERE l.year = c.year AND l.month = c.month
    RETURNING l.*
), reopened AS (
    UPDATE backfill_book b
       SET status = 'open', resolver = NULL, confidence = NULL, evidence = NULL, matched_title = NULL, settled_at = NULL
      FROM scheduled s
     WHERE $4 = 'unresolved' AND b.status = 'not_found'
       AND b.year = s.year AND b.month = s.month AND b.generation = s.generation
), announced AS (
    INSERT INTO outbox_message
    SELECT m.* FROM scheduled s, month_message(s) m
)
SELECT s.year || '-' || lpad(s.month::text, 2, '0') AS month, c.status AS previous_status, s.prompt_variant, s.generation,
       concat_ws(', ', CASE WHEN c.fresh THEN 'a new generation of books'
                            WHEN s.stage IS NOT NULL THEN 'goes on from its checkpoint' END,
                       CASE WHEN c.due > (clock_timestamp() AT TIME ZONE 'UTC')::date THEN 'early: due ' || c.due END) AS note,
       s.job_id
  FROM scheduled s JOIN chosen c USING (year, month)
 ORDER BY (s.year * 12 + s.month) * CASE WHEN $5::boolean THEN -1 ELSE 1 END
