-- oldest-program: 0.1.0
-- Answers that are stored are read again after a reader was mended, and what that gains is added to their month. No
-- call is made, no month is scheduled, and nothing is taken away: books stay that no answer names any more, because
-- their ISBNs may be handed over.

-- p_found: {"answers": [{"provider", "outcome", "model", "refusal", "tokens_in", "tokens_out", "books"}],
--           "named": [{"position", "generator"}],                        -- of books that are there already
--           "reworded": [{"position", "title", "authors", "publisher", "year", "significance"}],
--           "books": [{"position", "named_by", "title", "authors", "publisher", "year", "significance"}],
--           "isbns": [{"position", "isbn13", "resolver", "confidence", "evidence", "title"}],
--           "goes_on": true, "failures": {"name": {"class", "message"}}} -- a month that has not completed
-- A book with other words was never looked up by these, so it is open again. ISBNs of a completed month are handed over
-- as compare_accept() does it: which are new is known when they are in, and their messages are named after that.
CREATE FUNCTION reread_store(p_year integer, p_month integer, p_found jsonb, p_actor text, p_why text) RETURNS integer
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    l backfill_log;
    handed text[] := '{}';
BEGIN
    SELECT m.* INTO STRICT l FROM backfill_log m WHERE m.year = p_year AND m.month = p_month FOR UPDATE;
    UPDATE provider_response r
       SET outcome = a.outcome, model = coalesce(a.model, r.model), refusal = a.refusal, books_named = a.books,
           tokens_in = coalesce(a.tokens_in, r.tokens_in), tokens_out = coalesce(a.tokens_out, r.tokens_out)
      FROM jsonb_to_recordset(p_found -> 'answers')
           AS a (provider text, outcome text, model text, refusal text, tokens_in bigint, tokens_out bigint, books integer)
     WHERE r.year = p_year AND r.month = p_month AND r.generation = l.generation AND r.provider = a.provider;
    UPDATE backfill_book b
       SET named_by = b.named_by || ARRAY(SELECT g FROM unnest(n.generators) AS g WHERE g <> ALL (b.named_by))
      FROM (SELECT position, array_agg(generator ORDER BY generator) AS generators
              FROM jsonb_to_recordset(p_found -> 'named') AS n (position integer, generator text) GROUP BY position) n
     WHERE b.year = p_year AND b.month = p_month AND b.generation = l.generation AND b.position = n.position;
    UPDATE backfill_book b
       SET title = w.title, authors = w.authors, publisher = w.publisher, publication_year = w.year,
           significance = w.significance, status = 'open', resolver = NULL, confidence = NULL, evidence = NULL,
           matched_title = NULL, settled_at = NULL
      FROM jsonb_to_recordset(p_found -> 'reworded')
           AS w (position integer, title text, authors text, publisher text, year integer, significance text)
     WHERE b.year = p_year AND b.month = p_month AND b.generation = l.generation AND b.position = w.position
       AND b.isbn13 IS NULL;
    INSERT INTO backfill_book (year, month, generation, position, provider, named_by, title, authors, publisher,
                               publication_year, significance)
    SELECT p_year, p_month, l.generation, n.position, n.named_by[1], n.named_by, n.title, n.authors, n.publisher, n.year,
           n.significance
      FROM jsonb_to_recordset(p_found -> 'books')
           AS n (position integer, named_by text[], title text, authors text, publisher text, year integer, significance text);
    UPDATE backfill_book b
       SET status = 'resolved', isbn13 = i.isbn13, confidence = i.confidence, evidence = i.evidence,
           matched_title = i.title, resolver = i.resolver, settled_at = clock_timestamp()
      FROM jsonb_to_recordset(p_found -> 'isbns')
           AS i (position integer, isbn13 text, resolver text, confidence text, evidence jsonb, title text)
     WHERE b.year = p_year AND b.month = p_month AND b.generation = l.generation AND b.position = i.position
       AND b.isbn13 IS NULL;
    IF l.status = 'completed' THEN
        WITH fresh AS (
            INSERT INTO enrichment (isbn13, year, month, generation, job_id, message_id)
            SELECT DISTINCT ON (b.isbn13) b.isbn13, p_year, p_month, l.generation, l.job_id, gen_random_uuid()
              FROM backfill_book b
             WHERE b.year = p_year AND b.month = p_month AND b.generation = l.generation AND b.isbn13 IS NOT NULL
               AND NOT EXISTS (SELECT FROM enrichment e WHERE e.isbn13 = b.isbn13)
             ORDER BY b.isbn13
            ON CONFLICT (isbn13) DO NOTHING
            RETURNING isbn13
        )
        SELECT coalesce(array_agg(f.isbn13), '{}') INTO handed FROM fresh f;
    END IF;
    WITH part AS (
        SELECT i AS isbn13, ((row_number() OVER (ORDER BY i)) - 1) / 100 AS part FROM unnest(handed) AS i
    ), message AS (
        SELECT p.part, json_agg(p.isbn13 ORDER BY p.isbn13) AS list,
               md5(l.job_id || ':' || string_agg(p.isbn13, ',' ORDER BY p.isbn13))::uuid AS message_id
          FROM part p GROUP BY p.part
    ), named AS (
        UPDATE enrichment e SET message_id = m.message_id
          FROM part p JOIN message m USING (part) WHERE e.isbn13 = p.isbn13
    )
    INSERT INTO outbox (destination, type, message_id, correlation_id, headers, body, year, month, job_id)
    SELECT 'enrichment', 'backfill.enrichment.v1', m.message_id, l.job_id, trace_headers(l.traceparent, NULL),
           convert_to(json_build_object('isbns', m.list,
                                        'source', 'backfill-' || p_year || '-' || lpad(p_month::text, 2, '0'),
                                        'priority', 'low', 'job_id', l.job_id)::text, 'UTF8'),
           p_year, p_month, l.job_id
      FROM message m;
    UPDATE backfill_log m
       SET generator_failures = (m.generator_failures
                                 - ARRAY(SELECT a ->> 'provider' FROM jsonb_array_elements(p_found -> 'answers') a
                                          WHERE a ->> 'outcome' <> 'unreadable'))
                                || coalesce(p_found -> 'failures', '{}'),
           stage = CASE WHEN p_found -> 'goes_on' = 'true' THEN 'generated' ELSE m.stage END
     WHERE m.year = p_year AND m.month = p_month;
    IF l.status = 'completed' THEN
        UPDATE backfill_log m
           SET books_generated = c.generated, isbns_resolved = c.resolved, isbns_queued = c.queued,
               resolution_rate = round(100.0 * c.resolved / nullif(c.generated, 0), 2),
               error_class = CASE WHEN l.generator_failures = '{}' OR m.generator_failures <> '{}' THEN m.error_class END,
               error_message = CASE WHEN l.generator_failures = '{}' OR m.generator_failures <> '{}' THEN m.error_message END
          FROM (SELECT count(*) AS generated, count(b.isbn13) AS resolved, count(DISTINCT e.isbn13) AS queued
                  FROM backfill_book b
                  LEFT JOIN enrichment e ON e.isbn13 = b.isbn13 AND e.year = b.year AND e.month = b.month
                 WHERE b.year = p_year AND b.month = p_month AND b.generation = l.generation) c
         WHERE m.year = p_year AND m.month = p_month;
    END IF;
    INSERT INTO operator_action (actor, action, subject, detail)
    VALUES (p_actor, 'reread', p_year || '-' || lpad(p_month::text, 2, '0'),
            jsonb_strip_nulls(jsonb_build_object('why', p_why, 'generation', l.generation,
                                                 'books', jsonb_array_length(p_found -> 'books'),
                                                 'reworded', jsonb_array_length(p_found -> 'reworded'),
                                                 'isbns', jsonb_array_length(p_found -> 'isbns'),
                                                 'handed_over', cardinality(handed))));
    RETURN cardinality(handed);
END
$$;
COMMENT ON FUNCTION reread_store IS
    'Add to a month what its stored answers say by the readers of today, and hand its new ISBNs over; returns how many.';
