"""Rules about rows alone: a statement each, whose one text column names what breaks it.

Every rule has the number of the invariant (INVARIANTS in check-invariants) that it is part of; 0
is for all of them: constraints and counters, without which no other figure means anything.
"""

MONTH = "l.year || '-' || lpad(l.month::text, 2, '0')"
BOOKS = """LEFT JOIN LATERAL (SELECT count(*) AS books, count(isbn13) AS isbns FROM backfill_book b
                               WHERE (b.year, b.month, b.generation) = (l.year, l.month, l.generation)) b ON true"""
CONSTRAINTS = """backfill_log_counts backfill_log_completed_at backfill_log_order backfill_log_started
    backfill_log_owner backfill_log_claim backfill_log_generator_failures backfill_log_retry_at backfill_log_job backfill_log_rate backfill_log_waits_for backfill_log_held backfill_log_compared
    backfill_log_pkey backfill_log_status_check backfill_log_retry_count_check
    backfill_attempt_ended backfill_attempt_order backfill_attempt_claim_token_key backfill_attempt_outcome_check
    backfill_book_isbn backfill_book_accepted backfill_book_isbn13_check
    enrichment_pkey enrichment_isbn13_check enrichment_state_pkey enrichment_state_status_check
    enrichment_state_claimed enrichment_state_due enrichment_state_settled edition_claim_pkey edition_lookup_pkey edition_lookup_again
    enriched_editions_pkey dead_letter_letter_id_key dead_letter_settled
    backfill_order_ended order_day_pkey
    outbox_destination_check provider_usage_pkey provider_usage_calls_check provider_usage_units_check
    provider_response_year_month_generation_provider_key""".split()

# (invariant, what must hold, statement)
RULES = [
    (0, "every constraint is there and valid", f"""
        SELECT name || CASE WHEN c.oid IS NULL THEN ' is missing' ELSE ' is not valid' END
          FROM unnest(ARRAY{CONSTRAINTS!r}) AS name
          LEFT JOIN pg_constraint c ON c.conname = name AND c.connamespace = current_schema()::regnamespace
         WHERE c.oid IS NULL OR NOT c.convalidated"""),
    (0, "every index is valid, those of job and token unique", """
        SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid
        UNION ALL
        SELECT name || ' is missing' FROM unnest(ARRAY['backfill_log_job_id', 'backfill_log_claim_token']) AS name
         WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indexrelid = to_regclass(name) AND i.indisunique)"""),
    (0, "statements lock rows in one order: none has waited for another in a circle", """
        SELECT deadlocks || ' deadlocks' FROM pg_stat_database WHERE datname = current_database() AND deadlocks > 0"""),
    (0, "completed_at is set exactly when completed or failed, and not before started_at", f"""
        SELECT {MONTH} || ' ' || status || ' started ' || coalesce(started_at::text, '-')
               || ' completed ' || coalesce(completed_at::text, '-')
          FROM backfill_log l
         WHERE (completed_at IS NOT NULL) <> (status IN ('completed', 'failed')) OR completed_at < started_at
            OR (status IN ('processing', 'completed', 'failed') AND started_at IS NULL)"""),
    (0, "books, ISBNs and rate of a completed month are those of its rows", f"""
        SELECT {MONTH} || ': books ' || books_generated || ' of ' || b.books || ', ISBNs ' || isbns_resolved
               || ' of ' || b.isbns || ', rate ' || coalesce(resolution_rate::text, '-')
          FROM backfill_log l {BOOKS}
         WHERE status = 'completed'
           AND (books_generated <> b.books OR isbns_resolved <> b.isbns
                OR resolution_rate IS DISTINCT FROM round(100.0 * b.isbns / nullif(b.books, 0), 2))"""),
    (0, "isbns_queued counts the enrichment rows of the month's books that name it", f"""
        SELECT {MONTH} || ': isbns_queued ' || isbns_queued || ', rows ' || e.n
          FROM backfill_log l
         CROSS JOIN LATERAL (SELECT count(*) AS n FROM enrichment e
                              WHERE (e.year, e.month) = (l.year, l.month)
                                AND EXISTS (SELECT FROM backfill_book b
                                             WHERE (b.year, b.month, b.generation, b.isbn13)
                                                   = (l.year, l.month, l.generation, e.isbn13))) e
         WHERE status = 'completed' AND isbns_queued <> e.n"""),
    (0, "a month of one generation has as many enrichment rows as its isbns_queued says", f"""
        SELECT {MONTH} || ': isbns_queued ' || isbns_queued || ', rows ' || e.n
          FROM backfill_log l
         CROSS JOIN LATERAL (SELECT count(*) AS n FROM enrichment e WHERE (e.year, e.month) = (l.year, l.month)) e
         WHERE status = 'completed' AND generation = 1 AND isbns_queued <> e.n"""),
    (0, "a completed month has an error exactly when a generator failed or a lookup left books open", f"""
        SELECT {MONTH} || ': ' || coalesce(error_class, 'no error') || ', generators that failed '
               || generator_failures::text
          FROM backfill_log l
         WHERE status = 'completed'
           AND CASE WHEN error_class IS NULL THEN generator_failures <> '{{}}'
                    ELSE generator_failures = '{{}}'
                         AND NOT EXISTS (SELECT FROM backfill_book b
                                          WHERE (b.year, b.month, b.generation) = (l.year, l.month, l.generation)
                                            AND b.status = 'open') END"""),
    (0, "calls of a month are the sums of its attempts", f"""
        SELECT {MONTH} || ' ' || p.name || ': ' || p.calls || ', attempts say ' || a.calls
          FROM backfill_log l
         CROSS JOIN LATERAL (VALUES ('gemini', gemini_calls), ('xai', xai_calls), ('isbndb', isbndb_calls))
                            AS p (name, calls)
         CROSS JOIN LATERAL (SELECT coalesce(sum((calls ->> p.name)::int), 0) AS calls
                               FROM backfill_attempt a WHERE a.job_id = l.job_id) a
         WHERE l.job_id IS NOT NULL AND p.calls <> a.calls"""),
    (4, "calls by attempt add up to those by day", """
        SELECT provider || ' on ' || day || ' ' || outcome || ': by attempt ' || coalesce(a.sums::text, 'nothing')
               || ', by day ' || coalesce(u.sums::text, 'nothing')
          FROM (SELECT provider, day, outcome, ROW(sum(calls), sum(units), sum(tokens_in), sum(tokens_out), sum(cost),
                                                   sum(unpriced)) AS sums
                  FROM attempt_usage WHERE outcome <> 'earlier' GROUP BY provider, day, outcome) a
          FULL JOIN (SELECT provider, day, outcome, ROW(calls::numeric, units::numeric, tokens_in::numeric, tokens_out::numeric,
                                                        cost, unpriced::numeric) AS sums
                       FROM provider_usage WHERE outcome <> 'reserved' AND calls > 0) u USING (provider, day, outcome)
         WHERE a.sums IS DISTINCT FROM u.sums"""),
    (4, "an attempt has called what is recorded of it, or more where its records were lost with its process", """
        SELECT 'attempt ' || a.id || ' ' || a.outcome || ', ' || u.provider || ': ' || coalesce(a.calls ->> u.provider, '0')
               || ', recorded ' || u.calls
          FROM backfill_attempt a
          JOIN (SELECT claim_token, provider, sum(calls) AS calls FROM attempt_usage GROUP BY 1, 2) u USING (claim_token)
         WHERE a.outcome IN ('completed', 'retried', 'deferred', 'failed')
           AND u.calls > coalesce((a.calls ->> u.provider)::int, 0)
        UNION ALL
        SELECT 'calls of claim ' || claim_token || ', which nobody made' FROM attempt_usage u
         WHERE claim_token <> '00000000-0000-0000-0000-000000000000'
           AND NOT EXISTS (SELECT FROM backfill_attempt a WHERE a.claim_token = u.claim_token)"""),
    (4, "a standing order has cost what the calls of its months have cost", """
        SELECT 'order ' || order_id || ': ' || coalesce(t.sums::text, 'nothing') || ', its attempts ' || coalesce(a.sums::text, 'nothing')
          FROM (SELECT order_id, ROW(cost, unpriced::numeric) AS sums FROM order_total) t
          FULL JOIN (SELECT a.order_id, ROW(sum(u.cost), sum(u.unpriced)) AS sums
                       FROM attempt_usage u JOIN backfill_attempt a USING (claim_token)
                      WHERE a.order_id IS NOT NULL AND u.outcome <> 'earlier' GROUP BY a.order_id) a USING (order_id)
         WHERE a.sums IS DISTINCT FROM t.sums"""),
    (0, "the outbox holds a month's message only for the job that is in force and waits", f"""
        SELECT o.id || ': ' || {MONTH} || ' ' || l.status || ', job ' || o.job_id
          FROM outbox o JOIN backfill_log l USING (year, month)
         WHERE o.destination = 'backfill'
           AND (l.status = 'pending' OR l.job_id IS DISTINCT FROM o.job_id)"""),
    (1, "a job completes or fails once, and nothing is tried after that", """
        SELECT a.job_id || ': ' || string_agg(a.outcome, ', ' ORDER BY a.id)
          FROM backfill_attempt a
         GROUP BY a.job_id
        HAVING count(*) FILTER (WHERE outcome IN ('completed', 'failed')) > 1
            OR max(a.id) FILTER (WHERE outcome IN ('completed', 'failed')) < max(a.id)"""),
    (1, "a month is completed exactly when an attempt of its job completed it", f"""
        SELECT {MONTH} || ' ' || l.status || ', attempts: ' || coalesce(string_agg(a.outcome, ', ' ORDER BY a.id), '-')
          FROM backfill_log l LEFT JOIN backfill_attempt a ON a.job_id = l.job_id
         WHERE l.job_id IS NOT NULL
         GROUP BY l.year, l.month, l.status
        HAVING (l.status = 'completed') <> coalesce(bool_or(a.outcome = 'completed'), false)"""),
    (1, "a month that waits for its retry says until when, and for no longer than two days", f"""
        SELECT {MONTH} || ' until ' || coalesce(retry_at::text, '-') FROM backfill_log l
         WHERE status = 'retry' AND (retry_at IS NULL OR retry_at > clock_timestamp() + interval '2 days')"""),
    (1, "a failed month says why", f"""
        SELECT {MONTH} FROM backfill_log l WHERE status = 'failed' AND (error_class IS NULL OR error_message IS NULL)"""),
    (2, "an attempt runs exactly while its month carries its token", f"""
        SELECT {MONTH} || ' ' || l.status || ', attempt ' || a.id || ' ' || a.outcome
          FROM backfill_attempt a JOIN backfill_log l USING (year, month)
         WHERE (a.outcome = 'running') <> (l.status = 'processing' AND l.claim_token IS NOT DISTINCT FROM a.claim_token)
        UNION ALL
        SELECT {MONTH} || ' is processing without an attempt' FROM backfill_log l
         WHERE status = 'processing'
           AND NOT EXISTS (SELECT FROM backfill_attempt a WHERE a.claim_token = l.claim_token)"""),
    (2, "no attempt of a month begins before the one before has ended", """
        SELECT year || '-' || month || ': attempt ' || id || ' began ' || started_at || ', the one before ended '
               || coalesce(before::text, '-')
          FROM (SELECT *, lag(ended_at) OVER w AS before, lag(id) OVER w AS earlier FROM backfill_attempt
                WINDOW w AS (PARTITION BY year, month ORDER BY id)) a
         WHERE earlier IS NOT NULL AND (before IS NULL OR started_at < before)"""),
    (2, "answers and books are written while some attempt runs", """
        SELECT 'answer of ' || r.provider || ' for ' || r.year || '-' || r.month || ' at ' || r.received_at
          FROM provider_response r
         WHERE NOT EXISTS (SELECT FROM backfill_attempt a
                            WHERE (a.year, a.month) = (r.year, r.month)
                              AND r.received_at BETWEEN a.started_at AND coalesce(a.ended_at, 'infinity'))
        UNION ALL
        SELECT 'book ' || b.id || ' of ' || b.year || '-' || b.month || ' settled at ' || b.settled_at
          FROM backfill_book b
         WHERE b.settled_at IS NOT NULL
           AND NOT EXISTS (SELECT FROM backfill_attempt a
                            WHERE (a.year, a.month) = (b.year, b.month)
                              AND b.settled_at BETWEEN a.started_at AND coalesce(a.ended_at, 'infinity'))"""),
    (2, "a month is handed over by the attempt that completes it, and by no other", """
        SELECT e.isbn13 || ' by job ' || e.job_id FROM enrichment e
         WHERE NOT EXISTS (SELECT FROM backfill_attempt a WHERE a.job_id = e.job_id AND a.outcome = 'completed'
                              AND (a.year, a.month) = (e.year, e.month))"""),
    (2, "no order is done twice in its day, by any number of janitors", """
        SELECT 'order ' || (request ->> 'order_id') || ' on ' || (request ->> 'day') || ': operations ' || string_agg(id::text, ', ')
          FROM operation WHERE request ? 'order_id'
         GROUP BY request ->> 'order_id', request ->> 'day' HAVING count(*) > 1
        UNION ALL
        SELECT 'order ' || d.order_id || ' on ' || d.day || ': ' || d.months || ' months of ' || o.per_day || ', its operation has '
               || coalesce(i.months, 0)
          FROM order_day d JOIN backfill_order o ON o.id = d.order_id
          LEFT JOIN LATERAL (SELECT count(*) AS months FROM operation_item i
                              WHERE i.operation_id = d.operation_id AND i.state = 'done') i ON true
         WHERE d.months > o.per_day OR d.months <> i.months"""),
    (3, "every resolved ISBN of a completed month has its enrichment row", f"""
        SELECT b.isbn13 || ' of ' || {MONTH}
          FROM backfill_log l JOIN backfill_book b USING (year, month, generation)
         WHERE l.status = 'completed' AND b.isbn13 IS NOT NULL
           AND NOT EXISTS (SELECT FROM enrichment e WHERE e.isbn13 = b.isbn13)"""),
    (3, "nothing is handed over of a generation that is only compared", f"""
        SELECT e.isbn13 || ' of ' || {MONTH} || ' generation ' || e.generation
          FROM backfill_log l JOIN enrichment e USING (year, month)
         WHERE e.generation = CASE WHEN l.status = 'completed' THEN (l.compared ->> 'generation')::int
                                   WHEN l.compared IS NOT NULL THEN l.generation END"""),
    (3, "every enrichment row is of a book that its month resolved", """
        SELECT e.isbn13 || ' of ' || e.year || '-' || e.month FROM enrichment e
         WHERE NOT EXISTS (SELECT FROM backfill_book b
                            WHERE (b.year, b.month, b.generation, b.isbn13)
                                  = (e.year, e.month, e.generation, e.isbn13))"""),
    (3, "an ISBN that is marked as enriched is, and has an edition", """
        SELECT e.isbn13 || ' is marked, and ' || s.status
          FROM enrichment e JOIN enrichment_state s ON s.isbn = e.isbn13
         WHERE e.enriched_at IS NOT NULL AND s.status <> 'enriched'
        UNION ALL
        SELECT s.isbn || ' has no edition' FROM enrichment_state s
         WHERE s.status = 'enriched' AND NOT EXISTS (SELECT FROM enriched_editions d WHERE d.isbn = s.isbn)"""),
    (7, "what a source has found of an ISBN is kept", """
        SELECT l.isbn13 || ' at ' || l.source FROM edition_lookup l
         WHERE l.outcome = 'found' AND l.next IS NULL
           AND NOT EXISTS (SELECT FROM edition_claim c WHERE c.isbn13 = l.isbn13 AND c.source = l.source)"""),
    (3, "an enriched edition was asked for", """
        SELECT isbn13 FROM enriched_editions d
         WHERE NOT EXISTS (SELECT FROM enrichment e WHERE e.isbn13 = d.isbn13)
           AND NOT EXISTS (SELECT FROM enrichment_state s WHERE s.isbn = d.isbn13)"""),
    (1, "an ISBN that waits says why and until when, and for no longer than its sources ask for", """
        SELECT isbn || ' ' || status || coalesce(' because of ' || reason, '') || ' until ' || due_at FROM enrichment_state
         WHERE (status = 'waiting' AND (reason IS NULL OR due_at > clock_timestamp() + interval '2 days'))
            OR (status = 'not_found' AND due_at > clock_timestamp() + interval '91 days')
            OR (status IN ('invalid', 'failed') AND error_message IS NULL)"""),
    (3, "an ISBN that is not found was denied by whoever was asked, and by nobody found", """
        SELECT s.isbn || ', of its sources: ' || coalesce(string_agg(l.source || ' ' || l.outcome, ', '), 'nobody was asked')
          FROM enrichment_state s LEFT JOIN edition_lookup l ON l.isbn13 = s.isbn
         WHERE s.status = 'not_found'
         GROUP BY s.isbn
        HAVING NOT coalesce(bool_and(l.outcome IN ('not_found', 'refused') OR l.source IN (SELECT source FROM withdrawn_source)), false)"""),
    (0, "every key that leads to a work leads to one, which leads nowhere else", """
        SELECT a.alias_key || ' to ' || a.work_key FROM work_alias a
         WHERE NOT EXISTS (SELECT FROM enriched_works w WHERE w.work_key = a.work_key)
            OR EXISTS (SELECT FROM enriched_works w WHERE w.work_key = a.alias_key)"""),
    (0, "every edition has a work, to which its key leads", """
        SELECT e.isbn || ' of ' || coalesce(e.work_key, 'none') FROM enriched_editions e
         WHERE e.work_key IS NULL OR e.fine_key IS NULL
            OR NOT EXISTS (SELECT FROM enriched_works w WHERE w.work_key = e.work_key AND NOT w.synthetic)
            OR (NOT EXISTS (SELECT FROM enriched_works w WHERE w.work_key = e.fine_key)
                AND NOT EXISTS (SELECT FROM work_alias a WHERE a.alias_key = e.fine_key))"""),
    (0, "synthetic works are those of books without ISBN, each of which has a work", """
        SELECT w.work_key FROM enriched_works w
         WHERE w.synthetic
           AND (NOT EXISTS (SELECT FROM work_book b WHERE b.fine_key = w.work_key AND b.isbn13 IS NULL)
                OR EXISTS (SELECT FROM work_book b WHERE b.fine_key = w.work_key AND b.isbn13 IS NOT NULL)
                OR EXISTS (SELECT FROM enriched_editions e WHERE e.fine_key = w.work_key))
        UNION ALL
        SELECT b.year || '-' || b.month || ': ' || b.fine_key FROM work_book b
         WHERE b.isbn13 IS NULL
           AND NOT EXISTS (SELECT FROM work_book o WHERE o.fine_key = b.fine_key AND o.isbn13 IS NOT NULL)
           AND NOT EXISTS (SELECT FROM enriched_works w WHERE w.work_key = b.fine_key)
           AND NOT EXISTS (SELECT FROM work_alias a WHERE a.alias_key = b.fine_key)"""),
    (0, "works know the books of a completed month", f"""
        SELECT {MONTH} || ' #' || b.position FROM backfill_log l
          JOIN backfill_book b ON (b.year, b.month, b.generation) = (l.year, l.month, l.generation) AND b.fine_key IS NOT NULL
          LEFT JOIN work_book w ON (w.year, w.month, w.position) = (b.year, b.month, b.position)
         WHERE l.status = 'completed'
           AND (w.generation, w.fine_key, coalesce(w.isbn13, '-')) IS DISTINCT FROM (b.generation, b.fine_key, coalesce(b.isbn13, '-'))"""),
    (7, "an edition stands on claims, and lacks nothing that they say", """
        SELECT d.isbn || ' has no claim' FROM enriched_editions d
         WHERE NOT EXISTS (SELECT FROM edition_claim c WHERE c.isbn13 = d.isbn AND c.field = 'title')
        UNION ALL
        SELECT d.isbn || ' has no ' || c.field || ', which ' || c.source || ' gives as ' || left(c.value, 40)
          FROM enriched_editions d JOIN edition_claim c ON c.isbn13 = d.isbn
         WHERE c.response_id IS NOT NULL -- what a dump says counts when an edition is made next
           AND c.source NOT IN (SELECT source FROM withdrawn_source)
           AND CASE c.field WHEN 'authors' THEN d.authors WHEN 'publisher' THEN d.publisher WHEN 'pages' THEN d.page_count::text
                            WHEN 'published' THEN d.publication_date ELSE '' END IS NULL
           AND CASE c.field WHEN 'pages' THEN c.value ~ '^[1-9][0-9]{2}$' WHEN 'published' THEN c.value ~ '^(19[7-9]|200)[0-9]-'
                            ELSE c.value ~ '[[:alpha:]]{4}' END"""),
    (7, "books of a completed month come from an answer that is kept", f"""
        SELECT {MONTH} || ' ' || g.provider || ': ' || count(*) || ' books'
          FROM backfill_log l JOIN backfill_book b USING (year, month, generation)
         CROSS JOIN unnest(b.named_by) AS g (provider)
         WHERE NOT EXISTS (SELECT FROM provider_response r
                            WHERE (r.year, r.month, r.generation, r.provider)
                                  = (b.year, b.month, b.generation, g.provider))
         GROUP BY l.year, l.month, g.provider"""),
    (7, "a completed month without books has an answer, and none that names a book", f"""
        SELECT {MONTH} FROM backfill_log l LEFT JOIN provider_response r USING (year, month, generation)
         WHERE l.status = 'completed'
           AND (r.id IS NULL OR r.provider = 'catalog' AND position('"title"'::bytea IN r.body) > 0)
           AND NOT EXISTS (SELECT FROM backfill_book b
                            WHERE (b.year, b.month, b.generation) = (l.year, l.month, l.generation))"""),
    (6, "an operation has each letter once, and does each of its items once", """
        SELECT 'operation ' || operation_id || ' has letter ' || letter_id || ' ' || count(*) || ' times'
          FROM operation_item WHERE letter_id IS NOT NULL GROUP BY operation_id, letter_id HAVING count(*) > 1
        UNION ALL
        SELECT 'operation ' || (detail ->> 'operation') || ': ' || action || ' of ' || subject || ' ' || count(*) || ' times'
          FROM operator_action WHERE detail ? 'operation' AND subject LIKE 'letter %'
         GROUP BY detail ->> 'operation', action, subject HAVING count(*) > 1
        UNION ALL
        SELECT 'letter ' || substr(a.subject, 8) || ' is none of operation ' || (a.detail ->> 'operation')
          FROM operator_action a
         WHERE a.detail ? 'operation' AND a.subject LIKE 'letter %'
           AND NOT EXISTS (SELECT FROM operation_item i
                            WHERE i.operation_id = (a.detail ->> 'operation')::bigint
                              AND i.letter_id = substr(a.subject, 8)::bigint AND i.state = 'done')"""),
    (6, "a total of dead letters is their number", """
        SELECT coalesce(t.state, d.state) || ' letters of group ' || coalesce(t.fingerprint, d.fingerprint) || ': '
               || coalesce(d.letters, 0) || ', not ' || coalesce(t.letters, 0)
          FROM (SELECT state, fingerprint, sum(letters) AS letters FROM dead_letter_total GROUP BY 1, 2) t
          FULL JOIN (SELECT state, fingerprint, count(*) AS letters FROM dead_letter GROUP BY 1, 2) d USING (state, fingerprint)
         WHERE t.letters IS DISTINCT FROM d.letters"""),
    (4, "sums of usage, of attempts and of ISBNs are what their rows add up to", """
        SELECT 'usage of ' || coalesce(t.key, u.key) || ': kept ' || coalesce(t.sums::text, 'nothing') || ', rows ' || coalesce(u.sums::text, 'nothing')
          FROM (SELECT concat_ws(' ', year, month, generation, nullif(order_id, 0), nullif(prompt_variant, ''), provider, outcome) AS key,
                       ROW(sum(calls), sum(units), sum(tokens_in), sum(tokens_out), sum(cost), sum(unpriced)) AS sums
                  FROM usage_total GROUP BY year, month, generation, order_id, prompt_variant, provider, outcome
                HAVING sum(calls) <> 0 OR sum(units) <> 0) t
          FULL JOIN (SELECT concat_ws(' ', year, month, generation, order_id, prompt_variant, provider, u.outcome) AS key,
                            ROW(sum(u.calls), sum(u.units), sum(u.tokens_in), sum(u.tokens_out), sum(u.cost), sum(u.unpriced)) AS sums
                       FROM attempt_usage u JOIN backfill_attempt a USING (claim_token)
                      GROUP BY year, month, generation, order_id, prompt_variant, provider, u.outcome) u USING (key)
         WHERE t.sums IS DISTINCT FROM u.sums
        UNION ALL
        SELECT 'attempts of ' || coalesce(t.key, a.key) || ': kept ' || coalesce(t.sums::text, 'nothing') || ', rows ' || coalesce(a.sums::text, 'nothing')
          FROM (SELECT concat_ws(' ', year, month, outcome, nullif(error_class, ''), bucket) AS key, ROW(sum(attempts), sum(seconds)) AS sums
                  FROM attempt_total GROUP BY year, month, outcome, error_class, bucket HAVING sum(attempts) <> 0 OR sum(seconds) <> 0) t
          FULL JOIN (SELECT concat_ws(' ', year, month, outcome, error_class, metric_bucket(ended_at - started_at)) AS key,
                            ROW(count(*)::numeric, sum(extract(epoch FROM ended_at - started_at))) AS sums
                       FROM backfill_attempt WHERE ended_at IS NOT NULL
                      GROUP BY year, month, outcome, error_class, metric_bucket(ended_at - started_at)) a USING (key)
         WHERE t.sums IS DISTINCT FROM a.sums
        UNION ALL
        SELECT 'ISBNs of ' || coalesce(t.key, e.key) || ': kept ' || coalesce(t.sums::text, 'nothing') || ', rows ' || coalesce(e.sums::text, 'nothing')
          FROM (SELECT concat_ws(' ', year, month, generation) AS key, ROW(sum(isbns), sum(published), sum(enriched), sum(unannounced)) AS sums
                  FROM enrichment_total GROUP BY year, month, generation HAVING sum(isbns) <> 0) t
          FULL JOIN (SELECT concat_ws(' ', year, month, generation) AS key,
                            ROW(count(*)::numeric, count(published_at)::numeric, count(enriched_at)::numeric,
                                count(enriched_at) FILTER (WHERE published_at IS NULL)::numeric) AS sums
                       FROM enrichment GROUP BY year, month, generation) e USING (key)
         WHERE t.sums IS DISTINCT FROM e.sums"""),
    (4, "sums of a generation's books are what its rows add up to", f"""
        SELECT 'books of ' || coalesce(t.key, r.key) || ': kept ' || coalesce(t.sums::text, 'nothing') || ', rows ' || coalesce(r.sums::text, 'nothing')
          FROM (SELECT concat_ws(' ', year, month, generation, named_by) AS key, ROW(books, found, nowhere, open,
                       ARRAY(SELECT i FROM unnest(handed || again) i ORDER BY i)) AS sums
                  FROM book_total) t
          FULL JOIN (SELECT concat_ws(' ', b.year, b.month, b.generation, b.named_by) AS key,
                            ROW(count(*)::integer, count(b.isbn13)::integer, (count(*) FILTER (WHERE b.status = 'not_found'))::integer,
                                (count(*) FILTER (WHERE b.status = 'open'))::integer,
                                coalesce(array_agg(b.isbn13 ORDER BY b.isbn13) FILTER (WHERE b.isbn13 IS NOT NULL), '{{}}')) AS sums
                       FROM backfill_book b
                       JOIN (SELECT DISTINCT year, month, generation FROM book_total) k USING (year, month, generation)
                      GROUP BY b.year, b.month, b.generation, b.named_by) r USING (key)
         WHERE t.sums IS DISTINCT FROM r.sums
        UNION ALL
        SELECT {MONTH} || ' ' || l.generation || ' has handed over ' || i.isbn13 || ', which it has not, or it has two books of it'
          FROM book_total l CROSS JOIN unnest(l.handed) AS i (isbn13)
         WHERE NOT EXISTS (SELECT FROM enrichment e
                            WHERE e.isbn13 = i.isbn13 AND (e.year, e.month, e.generation) = (l.year, l.month, l.generation))
            OR (SELECT count(*) FROM backfill_book b
                 WHERE (b.year, b.month, b.generation, b.isbn13) = (l.year, l.month, l.generation, i.isbn13)) <> 1"""),
    (8, "no text of a row holds control characters", f"""
        SELECT {MONTH} || ': ' || regexp_replace(error_message, '[[:cntrl:]]', '?', 'g') FROM backfill_log l
         WHERE error_message ~ '[[:cntrl:]]'
        UNION ALL
        SELECT 'attempt ' || id FROM backfill_attempt WHERE error_message ~ '[[:cntrl:]]'
        UNION ALL
        SELECT 'letter ' || id FROM dead_letter
         WHERE concat(reason, error_message, worker, message_id, type) ~ '[[:cntrl:]]'
        UNION ALL
        SELECT 'outbox row ' || id FROM outbox WHERE last_error ~ '[[:cntrl:]]'"""),
]

# What holds once everything has come to rest.
AT_REST = [
    (1, "at rest no month is queued or processing, and none is past its time", f"""
        SELECT {MONTH} || ' ' || status || coalesce(' since ' || announced_at, '') FROM backfill_log l
         WHERE status IN ('queued', 'processing') OR (status = 'retry' AND retry_at <= clock_timestamp())"""),
    (1, "at rest no ISBN is in work or due", """
        SELECT isbn || ' ' || status || ' due ' || coalesce(due_at::text, '-') FROM enrichment_state
         WHERE status = 'processing' OR (status IN ('waiting', 'not_found') AND due_at <= clock_timestamp())"""),
    (3, "at rest an ISBN of a month that is enriched is marked", """
        SELECT e.isbn13 || ' of ' || e.year || '-' || e.month FROM enrichment e JOIN enrichment_state s ON s.isbn = e.isbn13
         WHERE s.status = 'enriched' AND e.enriched_at IS NULL AND s.settled_at > e.published_at"""),
    (6, "at rest no operation that runs has waited for long", """
        SELECT 'operation ' || id FROM operation o
         WHERE state = 'running' AND next_at < clock_timestamp() - interval '5 s'"""),
    (1, "at rest nothing that is due waits in the outbox", """
        SELECT id || ' to ' || destination || ' tried ' || tries || ' times: ' || coalesce(last_error, '')
          FROM outbox WHERE available_at <= clock_timestamp()"""),
    (3, "at rest every ISBN that was handed over is published", """
        SELECT isbn13 || ' ' || message_id FROM enrichment e
         WHERE published_at IS NULL"""),
]
