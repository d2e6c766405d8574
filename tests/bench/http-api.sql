-- A database as after years, for http-api.sh: 2,400 months, most of them completed, with 100,000 books, 100,000
-- attempts, their 300,000 lines of usage, and 100,000 dead letters, of which 90,000 are open.
SET synchronous_commit = off;
SET client_min_messages = error; -- VACUUM says which tables are not ours
SELECT setseed(0.5) \g /dev/null
INSERT INTO process (role, host, pid, version, heartbeat_at, stopped_at)
SELECT 'consumer', 'host', n, '0.1.0', now() - interval '1 day', now() - interval '1 day' FROM generate_series(1, 500) n;
INSERT INTO process (role, host, pid, version, heartbeat_at) SELECT 'consumer', 'host', 1000 + n, '0.1.0', now() FROM generate_series(1, 2) n;

INSERT INTO backfill_log (year, month, status, job_id, owner, claim_token, started_at, completed_at, retry_at, queued_at, announced_at,
                          stage, prompt_variant, books_generated, isbns_resolved, isbns_queued, resolution_rate, generation,
                          error_class, error_message, waits_for, generator_failures)
SELECT 1900 + n / 12, n % 12 + 1, s.status, CASE WHEN s.status <> 'pending' THEN md5('job' || n)::uuid END,
       CASE WHEN s.status = 'processing' THEN 501 END, CASE WHEN s.status = 'processing' THEN md5('claim' || n)::uuid END,
       now() - greatest(2240 - n, 1) * interval '2 h', CASE WHEN s.status IN ('completed', 'failed') THEN now() - greatest(2240 - n, 1) * interval '2 h' + interval '5 min' END,
       CASE WHEN s.status = 'retry' THEN now() + interval '1 h' END, now() - greatest(2240 - n, 1) * interval '2 h' - interval '1 min',
       now() - interval '1 min', 'generated', CASE WHEN n % 5 = 0 THEN 'annual' ELSE 'baseline' END,
       CASE WHEN s.status = 'completed' THEN 45 ELSE 0 END, CASE WHEN s.status = 'completed' THEN 40 ELSE 0 END,
       CASE WHEN s.status = 'completed' THEN 40 ELSE 0 END, CASE WHEN s.status = 'completed' THEN 88.88 END, CASE WHEN n % 20 = 0 THEN 2 ELSE 1 END,
       CASE WHEN s.status IN ('retry', 'failed') THEN 'quota' END,
       CASE WHEN s.status IN ('retry', 'failed') THEN 'isbndb: the budget is spent' END,
       CASE WHEN s.status = 'retry' THEN '{isbndb}'::text[] END,
       CASE WHEN s.status = 'completed' AND n % 50 = 0 THEN '{"xai": {"class": "transient", "message": "xai: it answered 503"}}'::jsonb ELSE '{}' END
  FROM generate_series(0, 2399) n,
       LATERAL (SELECT CASE WHEN n < 2230 THEN 'completed' WHEN n < 2270 THEN 'failed' WHEN n < 2310 THEN 'retry'
                            WHEN n < 2350 THEN 'queued' WHEN n < 2366 THEN 'processing' ELSE 'pending' END AS status) s;

-- 42 attempts a month over the last 400 days, the last one of its present job.
INSERT INTO backfill_attempt (year, month, job_id, claim_token, owner, worker, generation, prompt_variant, started_at, ended_at,
                              outcome, error_class, error_message, calls, order_id)
SELECT l.year, l.month, CASE WHEN k > 38 THEN l.job_id ELSE md5(l.year || ' ' || l.month || ' ' || k / 4)::uuid END,
       CASE WHEN o.outcome = 'running' THEN l.claim_token ELSE gen_random_uuid() END, 1, 'host:1/1', l.generation, l.prompt_variant,
       t.at, CASE WHEN o.outcome <> 'running' THEN t.at + interval '5 min' END, o.outcome,
       CASE WHEN o.outcome IN ('deferred', 'retried') THEN CASE WHEN k % 2 = 0 THEN 'quota' ELSE 'transient' END END,
       CASE WHEN o.outcome IN ('deferred', 'retried') THEN 'isbndb: the budget is spent ' || k % 7 END, '{"gemini": 1, "isbndb": 42}', 1 + k % 3
  FROM backfill_log l, generate_series(1, 42) k,
       LATERAL (SELECT CASE WHEN k < 42 THEN CASE WHEN k % 4 = 0 THEN 'retried' ELSE 'deferred' END WHEN l.status = 'processing' THEN 'running'
                            WHEN l.status IN ('completed', 'failed') THEN l.status ELSE 'deferred' END AS outcome) o,
       LATERAL (SELECT CASE WHEN k = 42 AND l.started_at IS NOT NULL THEN l.started_at
                            ELSE now() - (43 - k) * interval '9 days' - (l.year % 100 * 12 + l.month) * interval '1 min' END AS at) t
 WHERE l.status <> 'pending'
 ORDER BY t.at;
INSERT INTO attempt_usage (claim_token, provider, day, outcome, calls, units, tokens_in, tokens_out, cost)
SELECT a.claim_token, v.provider, a.started_at::date, v.outcome, v.calls, v.calls, v.tokens, v.tokens, v.cost
  FROM backfill_attempt a,
       (VALUES ('gemini', 'ok', 1, 900, 0.01), ('isbndb', 'ok', 40, 0, 0), ('isbndb', 'transient', 2, 0, 0)) AS v (provider, outcome, calls, tokens, cost)
 WHERE a.outcome <> 'running'
 ORDER BY a.id;
INSERT INTO provider_usage (provider, day, outcome, calls, units, tokens_in, tokens_out, cost)
SELECT provider, day, outcome, sum(calls), sum(units), sum(tokens_in), sum(tokens_out), sum(cost) FROM attempt_usage GROUP BY provider, day, outcome;
INSERT INTO provider_usage (provider, day, outcome, calls, units)
SELECT p, current_date - n, o, 100, 100 FROM unnest('{xai,google_books,open_library}'::text[]) p, unnest('{ok,refused,transient}'::text[]) o, generate_series(0, 1094) n;
INSERT INTO provider_state (provider, zone) SELECT p, 'UTC' FROM unnest('{gemini,xai,isbndb,google_books,open_library}'::text[]) p;

INSERT INTO backfill_book (year, month, generation, position, provider, named_by, title, authors, status, isbn13, resolver, confidence, settled_at)
SELECT l.year, l.month, l.generation, p, CASE WHEN p <= 30 THEN 'gemini' ELSE 'xai' END,
       CASE WHEN p <= 15 THEN '{gemini,xai}'::text[] WHEN p <= 30 THEN '{gemini}' ELSE '{xai}' END, 'The title of book ' || p, 'Author ' || p,
       s.status, CASE s.status WHEN 'resolved' THEN '978' || lpad((n * 45 + p)::text, 10, '0') END,
       CASE s.status WHEN 'resolved' THEN 'isbndb' END, CASE s.status WHEN 'resolved' THEN 'high' ELSE 'not_found' END, now() - interval '1 day'
  FROM (SELECT *, row_number() OVER (ORDER BY year, month) AS n FROM backfill_log WHERE status = 'completed') l, generate_series(1, 45) p,
       LATERAL (SELECT CASE WHEN p % 9 = 0 THEN 'not_found' ELSE 'resolved' END AS status) s
 ORDER BY l.year, l.month, p;
-- Every twentieth month was made twice, and named the same books.
INSERT INTO backfill_book (year, month, generation, position, provider, named_by, title, authors, status, isbn13, resolver, confidence, settled_at)
SELECT b.year, b.month, 1, b.position, b.provider, b.named_by, b.title, b.authors, b.status, b.isbn13, b.resolver, b.confidence, b.settled_at
  FROM backfill_book b WHERE b.generation = 2;
INSERT INTO enrichment (isbn13, year, month, generation, job_id, message_id, queued_at, published_at, enriched_at)
SELECT b.isbn13, b.year, b.month, b.generation, md5(b.year || ' ' || b.month)::uuid, md5(b.year || ' ' || b.month)::uuid,
       now() - interval '2 days', now() - interval '1 day', CASE WHEN b.id % 2 = 0 THEN now() END
  FROM backfill_book b
  JOIN backfill_log l USING (year, month, generation)
 WHERE b.isbn13 IS NOT NULL;
INSERT INTO provider_response (year, month, generation, provider, outcome, body, received_at, books_named, model, prompt_name)
SELECT l.year, l.month, g, p, 'answered', convert_to(repeat('{"title": "The title"}', 100), 'UTF8'), now() - interval '30 days', 30, p || '-model', l.prompt_variant
  FROM backfill_log l, unnest('{gemini,xai}'::text[]) p, generate_series(1, l.generation) g WHERE l.status = 'completed';
INSERT INTO book_total
SELECT t.*
  FROM (SELECT DISTINCT year, month, generation FROM backfill_book) g CROSS JOIN LATERAL book_total_of(g.year, g.month, g.generation) t;

INSERT INTO dead_letter (letter_id, queue, state, reason, error_class, error_message, attempts, year, month, job_id, body, body_bytes, properties, headers,
                         archived_at, first_at, last_at, settled_at)
SELECT gen_random_uuid(), 'BACKFILL_DLQ', CASE WHEN n % 10 = 0 THEN 'replayed' ELSE 'archived' END, 'month_failed', 'transient',
       'isbndb: server ' || chr(97 + n % 20) || chr(97 + n / 20 % 5) || ' answered 503', 5, 1900 + n % 200, n % 12 + 1, md5('job' || n % 2400)::uuid,
       convert_to(repeat('x', 200), 'UTF8'), 200, '\x00', '{"x-death": [{"count": 1}]}', now() - n * interval '5 min', now() - n * interval '5 min',
       now() - n * interval '5 min', CASE WHEN n % 10 = 0 THEN now() - interval '1 day' END
  FROM generate_series(1, 100000) n;

SELECT count(schedule_begin('{"batch_size": 5000, "allowed": 300, "only": "all", "order": "oldest", "force_retry": false,
                              "after_days": 30, "early": true}', 'who', NULL, true, false)) FROM generate_series(1, 20) \g /dev/null
INSERT INTO backfill_order (per_day, daily_at, request, actor, state, ended_at)
SELECT 15, '00:00', '{"only": "missing", "order": "oldest", "force_retry": false, "after_days": 30, "early": true}', 'who', s, CASE s WHEN 'completed' THEN now() END
  FROM generate_series(1, 20) n, LATERAL (SELECT CASE WHEN n > 3 THEN 'completed' ELSE 'paused' END) c (s);
INSERT INTO order_day (order_id, day, months) SELECT o.id, current_date - d, 15 FROM backfill_order o, generate_series(1, 365) d;
INSERT INTO outbox (destination, type, message_id, correlation_id, body, year, month, job_id, available_at)
SELECT 'backfill', 'backfill.month.v1', l.job_id::text, l.job_id::text, '{}', l.year, l.month, l.job_id, l.retry_at
  FROM backfill_log l WHERE l.status = 'retry';
INSERT INTO operator_action (actor, action, subject, at) SELECT 'who', 'cancel', '1950-01', now() - n * interval '1 h' FROM generate_series(1, 5000) n;
INSERT INTO provider_event (provider, what, at, class, why) SELECT 'isbndb', w, now() - n * interval '2 h', 'quota', 'the budget is spent'
  FROM generate_series(1, 1000) n, unnest('{closed,opened}'::text[]) w;
VACUUM ANALYZE;
