-- A database as after years, for tests/integration/test_plans. All 2,412 months are there. Of what
-- grows with time there is a part that is large enough for the planner to choose as it does for all:
-- 24,000 of 1,010,000 books, 22,000 of 910,000 ISBNs, 29,000 of 101,000 attempts, 30,000 of 100,000
-- letters, 40,000 of 1,000,000 lookups, 30,000 of 110,000 rows of usage,
-- 81,000 of 400,000 of the usage of attempts.
SET synchronous_commit = off;
SET client_min_messages = error; -- VACUUM says which tables are not ours
INSERT INTO process (role, host, pid, version, heartbeat_at, stopped_at)
SELECT 'consumer', 'host', n, '0.1.0', CASE WHEN n > 1 THEN now() - interval '1 day' ELSE '2026-01-01 00:00Z' END,
       CASE WHEN n > 1 THEN now() - interval '1 day' END
  FROM generate_series(1, 2000) n;

-- 2,412 months: 2,004 processing, owned by a process that is gone; the others in all states.
INSERT INTO backfill_log (year, month, status, job_id, owner, claim_token, started_at, completed_at, retry_at, queued_at,
                          announced_at, stage, prompt_variant, books_generated, isbns_resolved, resolution_rate, error_class,
                          error_message, waits_for)
SELECT 1900 + n / 12, n % 12 + 1, s.status,
       CASE WHEN s.status <> 'pending' THEN md5('job' || n)::uuid END,
       CASE WHEN s.status = 'processing' THEN 1 END,
       CASE WHEN s.status = 'processing' THEN md5('claim' || n)::uuid END,
       now() - interval '1 day',
       CASE WHEN s.status IN ('completed', 'failed') THEN now() - interval '1 h' END,
       CASE WHEN s.status = 'retry' THEN now() + interval '1 h' END,
       now() - interval '1 day', now(), 'generated', 'baseline',
       CASE WHEN s.status = 'completed' THEN 10 ELSE 0 END, CASE WHEN s.status = 'completed' THEN 9 ELSE 0 END,
       CASE WHEN s.status = 'completed' THEN 90 END,
       CASE WHEN s.status IN ('retry', 'failed') THEN 'quota' END,
       CASE WHEN s.status IN ('retry', 'failed') THEN 'isbndb: the budget is spent' END,
       CASE WHEN s.status = 'retry' THEN '{isbndb}'::text[] END
  FROM generate_series(0, 2411) n,
       LATERAL (SELECT CASE WHEN n < 2004 THEN 'processing' WHEN n < 2304 THEN 'completed' WHEN n < 2344 THEN 'retry'
                            WHEN n < 2364 THEN 'queued' WHEN n < 2384 THEN 'failed' ELSE 'pending' END AS status) s;

-- 28,944 attempts: 12 a month, the last two of its present job.
INSERT INTO backfill_attempt (year, month, job_id, claim_token, owner, worker, generation, started_at, ended_at, outcome, calls)
SELECT l.year, l.month,
       CASE WHEN k > 10 AND l.job_id IS NOT NULL THEN l.job_id ELSE md5(l.year || ' ' || l.month || ' ' || k / 2)::uuid END,
       CASE WHEN k = 12 AND l.claim_token IS NOT NULL THEN l.claim_token ELSE gen_random_uuid() END,
       1, 'host:1/1', 1, now() - (20 - k) * interval '10 days',
       CASE WHEN k < 12 OR l.claim_token IS NULL THEN now() - (20 - k) * interval '10 days' + (l.year % 100 * 12 + l.month) * interval '1 s' END,
       CASE WHEN k = 12 AND l.status = 'completed' THEN 'completed'
            WHEN k < 12 OR l.claim_token IS NULL THEN 'deferred' ELSE 'running' END,
       '{"gemini": 1, "isbndb": 42}'
  FROM backfill_log l, generate_series(1, 12) k
 ORDER BY k, l.year, l.month;
INSERT INTO attempt_usage (claim_token, provider, day, outcome, calls, units, cost)
SELECT a.claim_token, v.provider, a.started_at::date, v.outcome, v.calls, v.calls, v.cost
  FROM backfill_attempt a, (VALUES ('gemini', 'ok', 1, 0.01), ('isbndb', 'ok', 40, 0), ('isbndb', 'transient', 2, 0))
                                AS v (provider, outcome, calls, cost)
 WHERE a.outcome <> 'running'
 ORDER BY a.id;

INSERT INTO backfill_book (year, month, generation, position, provider, title, authors, status, isbn13, resolver, confidence)
SELECT l.year, l.month, 1, p, 'gemini', 'Title ' || p, 'Author ' || p,
       CASE WHEN p <= 9 THEN 'resolved' ELSE 'open' END,
       CASE WHEN p <= 9 THEN '978' || lpad((n * 10 + p)::text, 10, '0') END,
       CASE WHEN p <= 9 THEN 'isbndb' END, CASE WHEN p <= 9 THEN 'high' END
  FROM (SELECT *, row_number() OVER (ORDER BY year, month) AS n FROM backfill_log) l, generate_series(1, 10) p;
INSERT INTO enrichment (isbn13, year, month, generation, job_id, message_id, published_at)
SELECT b.isbn13, b.year, b.month, 1, md5(b.year || ' ' || b.month)::uuid, md5(b.year || ' ' || b.month)::uuid, now()
  FROM backfill_book b WHERE b.isbn13 IS NOT NULL AND b.year > 1903;
INSERT INTO provider_response (year, month, generation, provider, outcome, body, received_at)
SELECT l.year, l.month, 1, p, 'answered', convert_to(repeat('x', 200), 'UTF8'), now() - interval '30 days'
  FROM backfill_log l, unnest('{gemini,xai}'::text[]) p;

-- 60 of the months that completed have a new generation beside the one that stands, with other ISBNs.
UPDATE backfill_log l SET compared = month_kept(l) || jsonb_build_object('generation', 2, 'job_id', gen_random_uuid())
 WHERE l.status = 'completed' AND l.year BETWEEN 2086 AND 2090;
INSERT INTO backfill_book (year, month, generation, position, provider, title, authors, status, isbn13, resolver, confidence)
SELECT b.year, b.month, 2, b.position, b.provider, b.title, b.authors, b.status, '979' || right(b.isbn13, 10), b.resolver, b.confidence
  FROM backfill_book b WHERE b.year BETWEEN 2086 AND 2090;

-- Twenty operations, each with an item for every month, and standing orders after years.
SELECT count(schedule_begin('{"batch_size": 5000, "allowed": 300, "only": "all", "order": "oldest", "force_retry": false,
                              "after_days": 30, "early": true}', 'who', NULL, true, false)) FROM generate_series(1, 20) \g /dev/null
INSERT INTO backfill_order (per_day, daily_at, request, actor, state, ended_at)
SELECT 15, '00:00', '{"only": "all", "order": "oldest", "force_retry": false, "after_days": 30, "early": true}', 'who', s, CASE s WHEN 'completed' THEN now() END
  FROM generate_series(1, 20) n, LATERAL (SELECT CASE WHEN n > 3 THEN 'completed' ELSE 'active' END) c (s);
INSERT INTO order_day (order_id, day, months) SELECT o.id, current_date - d, 15 FROM backfill_order o, generate_series(1, 365) d;

INSERT INTO lookup_outcome (book_key, provider, outcome, until)
SELECT 'title ' || n || '|author', p, 'not_found', now() + (n % 60 - 30) * interval '1 day'
  FROM generate_series(1, 20000) n, unnest('{isbndb,google_books}'::text[]) p;
INSERT INTO dead_letter (letter_id, queue, state, reason, year, month, body, body_bytes, properties, archived_at, settled_at)
SELECT gen_random_uuid(), 'BACKFILL_DLQ', CASE WHEN n % 100 = 0 THEN 'archived' ELSE 'replayed' END, 'month_failed',
       1900 + n % 201, n % 12 + 1, convert_to(repeat('x', 200), 'UTF8'), 200, '\x00',
       now() - n * interval '1 min', CASE WHEN n % 100 <> 0 THEN now() - n * interval '1 min' END
  FROM generate_series(1, 30000) n;
INSERT INTO provider_state (provider, zone) SELECT p, 'UTC' FROM unnest('{gemini,xai,isbndb,google_books,open_library}'::text[]) p;
INSERT INTO provider_usage (provider, day, outcome, calls, units, cost)
SELECT p, current_date - n, o, 100, 100, CASE WHEN p IN ('gemini', 'xai') AND o <> 'reserved' THEN 0.01 ELSE 0 END
  FROM unnest('{gemini,xai,isbndb,google_books,open_library}'::text[]) p, unnest('{ok,refused,reserved,transient}'::text[]) o,
       generate_series(0, 1499) n;
INSERT INTO provider_booking (gate, number, booked_at)
SELECT gen_random_uuid(), n, now() - n * interval '1 h' FROM generate_series(1, 2000) n;
INSERT INTO outbox (destination, type, message_id, correlation_id, body, year, month, job_id, available_at)
SELECT 'backfill', 'backfill.month.v1', l.job_id::text, l.job_id::text, '{}', l.year, l.month, l.job_id, l.retry_at
  FROM backfill_log l WHERE l.status = 'retry';
INSERT INTO outbox (destination, type, message_id, body, available_at)
SELECT 'enrichment', 'backfill.enrichment.v1', md5(n::text)::uuid::text, '{}', now() - interval '1 s' FROM generate_series(1, 2000) n;
INSERT INTO operator_action (actor, action, subject) SELECT 'who', 'cancel', n::text FROM generate_series(1, 2000) n;
INSERT INTO catalog_edition (isbn13, title, authors, published, main_title_key, surnames, author_keys)
SELECT '979' || lpad(n::text, 10, '0'), 'Title ' || n, 'Author ' || n, '1950', 'title' || n, ARRAY['author' || n % 1000],
       ARRAY['author' || n % 1000 || '/titl', 'author' || n % 1000 || '#' || n]
  FROM generate_series(1, 10000) n;
INSERT INTO catalog_notable (year, month, title, authors, ratings)
SELECT 1900 + n % 201, n % 12 + 1, 'Title ' || n, 'Author', n FROM generate_series(1, 10000) n;
INSERT INTO book_total
SELECT t.*
  FROM (SELECT DISTINCT b.year, b.month, b.generation FROM backfill_book b) g
  JOIN backfill_log l USING (year, month)
 CROSS JOIN LATERAL book_total_of(g.year, g.month, g.generation) t
 WHERE l.generation <> g.generation OR l.status = 'completed';
VACUUM ANALYZE;

-- Pages are counted, so the server must not tidy up between two statements, at one time or another.
SELECT format('ALTER TABLE %I SET (autovacuum_enabled = off)', relname)
  FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace
\gexec
