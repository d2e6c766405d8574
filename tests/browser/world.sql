-- world.sql: what tests/browser/views.mjs looks at: months in every state, and texts from outside that
-- would like to be markup, commands of a terminal, or another direction of writing.
CREATE TEMP TABLE hostile (n int, words text);
INSERT INTO hostile VALUES
    (1, '<script>window.hacked = 1</script>'),
    (2, '"><img src=x onerror="window.hacked = 2">'),
    (3, U&'\202Egnp.evil\202C and \2066 more'),
    (4, E'\x1b]0;title\x07\x1b[31mred\x1b[0m'),
    (5, repeat('long ', 2000)),
    (6, '''; DROP TABLE backfill_log; --'),
    (7, '{{constructor.constructor("window.hacked = 7")()}}'),
    (8, U&'a\0301\0301\0301\0301 \200B\FEFF zero width');

INSERT INTO backfill_log (year, month, status, job_id, queued_at, announced_at, started_at, completed_at, retry_at, stage, prompt_variant,
                          books_generated, isbns_resolved, resolution_rate, error_class, error_message, retry_count)
SELECT 2001 + n / 12, n % 12 + 1, s.status, CASE WHEN s.status <> 'pending' THEN md5('job' || n)::uuid END,
       CASE WHEN s.status <> 'pending' THEN now() - interval '2 d' END, CASE WHEN s.status <> 'pending' THEN now() - interval '2 d' END,
       CASE WHEN s.status IN ('completed', 'failed') THEN now() - n * interval '20 min' - interval '40 s' END,
       CASE WHEN s.status IN ('completed', 'failed') THEN now() - n * interval '20 min' END,
       CASE WHEN s.status = 'retry' THEN now() + interval '1 h' END,
       CASE WHEN s.status = 'completed' THEN 'resolved' END, 'baseline',
       CASE WHEN s.status = 'completed' THEN 10 ELSE 0 END, CASE WHEN s.status = 'completed' THEN n % 11 ELSE 0 END,
       CASE WHEN s.status = 'completed' THEN n % 11 * 10 END,
       CASE WHEN s.status IN ('failed', 'retry') THEN 'malformed' END,
       CASE WHEN s.status IN ('failed', 'retry') THEN (SELECT h.words FROM hostile h WHERE h.n = n.n % 8 + 1) END,
       CASE WHEN s.status IN ('failed', 'retry') THEN 2 ELSE 0 END
  FROM generate_series(0, 71) AS n (n),
       LATERAL (SELECT (ARRAY['completed', 'completed', 'completed', 'pending', 'queued', 'retry', 'failed'])[n.n % 7 + 1] AS status) s;

INSERT INTO dead_letter (letter_id, queue, reason, error_class, error_message, year, month, body, body_bytes, properties, headers, archived_at)
SELECT gen_random_uuid(), 'BACKFILL_DLQ', 'poison', 'poison', h.words, NULL, NULL, convert_to(h.words, 'UTF8') || '\xff00fe'::bytea,
       octet_length(h.words) + 3, '', json_build_object('x-' || left(h.words, 40), h.words)::jsonb, now() - h.n * interval '3 min'
  FROM hostile h;
INSERT INTO operator_action (at, actor, action, subject, detail)
SELECT now() - h.n * interval '5 h', left(h.words, 100), 'pause', left(h.words, 100), json_build_object('why', h.words)::jsonb
  FROM hostile h WHERE h.n <> 5;
INSERT INTO dead_letter_group (fingerprint, note, fix, fixed_at, changed_by)
SELECT d.fingerprint, h.words, CASE WHEN h.n % 2 = 0 THEN h.words END, CASE WHEN h.n % 2 = 0 THEN now() - interval '1 d' END, left(h.words, 100)
  FROM (SELECT fingerprint, row_number() OVER (ORDER BY fingerprint) AS n FROM dead_letter GROUP BY fingerprint) d JOIN hostile h USING (n);
WITH begun AS (
    INSERT INTO operation (kind, state, actor, why, request, because, ramp)
    SELECT 'replay', 'paused', left(h.words, 100), h.words, json_build_object('text', left(h.words, 100))::jsonb, h.words, '{1,5,0}' FROM hostile h
    RETURNING id
)
INSERT INTO operation_item (operation_id, position, letter_id) SELECT id, n, n FROM begun, generate_series(1, 2) n;
INSERT INTO process (role, host, pid, version, heartbeat_at) SELECT 'consumer', left(h.words, 60), h.n, '0', now() + interval '10 min' FROM hostile h;
INSERT INTO backfill_book (year, month, generation, position, provider, title, authors, publisher, status)
SELECT 2001, 2, 0, h.n, 'gemini', left(h.words, 2000), left(h.words, 200), left(h.words, 200), 'open' FROM hostile h;
INSERT INTO edition_claim (isbn13, source, field, value)
VALUES ('9780306406157', 'isbndb', 'title', 'DUNE'), ('9780306406157', 'isbndb', 'pages', '604'), ('9780306406157', 'open_library', 'pages', '412'),
       ('9780306406157', 'open_library', 'published', 'August 2, 2005'), ('9780306406157', 'isbndb', 'published', '2005-01-01');
INSERT INTO edition_claim (isbn13, source, field, value)
SELECT '9780306406157', 'from ' || left(h.words, 60), 'title', h.words FROM hostile h;
INSERT INTO edition_lookup (isbn13, source, outcome, again_at, detail)
SELECT '9780306406157', left(h.words, 60), 'not_found', now() + interval '1 d', h.words FROM hostile h;
INSERT INTO enrichment_state (isbn, status, reason, due_at, waits_for, error_class, error_message)
SELECT '9780306406157', 'waiting', 'transient', now() + interval '1 h', '{isbndb}', 'transient', h.words FROM hostile h WHERE h.n = 2;
INSERT INTO provider_conflicts (entity_type, entity_key, kind, field_name, provider_a, value_a, provider_b, value_b, harm)
VALUES ('edition', '9780306406157', 'reused_isbn', 'title', 'isbndb', 'Dune', 'open_library', 'Gravity', 9);
INSERT INTO provider_conflicts (entity_type, entity_key, kind, field_name, provider_a, value_a, provider_b, value_b, harm)
SELECT 'work', left(h.words, 200), 'year', 'published', left(h.words, 60), left(h.words, 500), 'catalog', '1888', 3 FROM hostile h;
INSERT INTO enrichment (isbn13, year, month, generation, job_id, message_id, queued_at, published_at, enriched_at)
VALUES ('9780306406157', 2001, 10, 1, md5('job9')::uuid, gen_random_uuid(), now() - interval '2 h', now() - interval '2 h', NULL),
       ('9780140328721', 2001, 10, 1, md5('job9')::uuid, gen_random_uuid(), now() - interval '1 h', now() - interval '1 h', NULL),
       ('9780261103573', 2001, 10, 1, md5('job9')::uuid, gen_random_uuid(), now() - interval '1 h', now() - interval '1 h', now());
UPDATE backfill_log SET isbns_queued = 3 WHERE year = 2001 AND month = 10;
