-- oldest-program: 0.1.0
-- ISBNs are taken and editions written with fewer writes, and by plans that do not depend on how large the tables were when
-- a session made them: a new database has no statistics yet, and a plan of that hour is kept.

-- An ISBN that nobody has named before is written as taken; the same otherwise.
CREATE OR REPLACE FUNCTION enrich_take(p_isbns text[], p_messages text[], p_jobs uuid[], p_traces text[], p_sources text[],
                            p_invalid text[], p_token uuid, p_owner bigint, p_alone boolean, p_suspect integer)
    RETURNS TABLE (named text, verdict text)
    LANGUAGE plpgsql VOLATILE
    SET enable_seqscan = off
    SET enable_bitmapscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    AS $$
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    IF (SELECT c.paused FROM control c)
       AND NOT EXISTS (SELECT FROM enrichment_state s WHERE s.owner = p_owner AND s.claim_token = p_token) THEN
        RETURN QUERY SELECT NULL::text, 'paused';
        RETURN;
    END IF;
    INSERT INTO enrichment_state (isbn, status, owner, claim_token, claimed_at, tries, due_at, announced_at, message_id, job_id, traceparent, source)
    SELECT DISTINCT ON (m.isbn) m.isbn, 'processing', p_owner, p_token, moment, 1, moment, moment, left(m.message, 255), m.job, m.trace, m.source
      FROM unnest(p_isbns, p_messages, p_jobs, p_traces, p_sources) AS m (isbn, message, job, trace, source)
     ORDER BY m.isbn
        ON CONFLICT DO NOTHING;
    INSERT INTO enrichment_state (isbn, status, settled_at, error_class, error_message)
    SELECT DISTINCT i.isbn, 'invalid', moment, 'request', 'it is no ISBN, or its check digit is wrong'
      FROM unnest(p_invalid) AS i (isbn)
     ORDER BY i.isbn
        ON CONFLICT DO NOTHING;
    UPDATE enrichment_state s
       SET status = 'processing', owner = p_owner, claim_token = p_token, claimed_at = moment, tries = s.tries + (s.claim_token IS NULL)::int,
           crash_count = CASE WHEN s.status = 'failed' THEN 0 ELSE s.crash_count END,
           reason = NULL, waits_for = NULL
      FROM (SELECT d.isbn FROM enrichment_state d
             WHERE d.isbn = ANY (p_isbns)
               AND ((d.claim_token = p_token AND d.claimed_at <> moment) OR d.status = 'failed'
                    OR (d.status IN ('waiting', 'not_found') AND d.due_at <= moment AND (d.crash_count < p_suspect OR p_alone)))
             ORDER BY d.isbn
               FOR NO KEY UPDATE SKIP LOCKED) mine
     WHERE s.isbn = mine.isbn;
    -- A month may hand over what a message of others has brought before.
    UPDATE enrichment e
       SET enriched_at = clock_timestamp()
      FROM (SELECT h.isbn13 FROM enrichment h JOIN enrichment_state s ON s.isbn = h.isbn13
             WHERE h.isbn13 = ANY (p_isbns) AND h.enriched_at IS NULL AND s.status = 'enriched'
             ORDER BY h.isbn13
               FOR NO KEY UPDATE OF h) done
     WHERE e.isbn13 = done.isbn13;
    RETURN QUERY
    SELECT s.isbn, CASE WHEN s.claim_token = p_token THEN 'taken' ELSE 'suspect' END
      FROM enrichment_state s
     WHERE s.isbn = ANY (p_isbns)
       AND (s.claim_token = p_token
            OR (s.status IN ('waiting', 'not_found') AND s.due_at <= moment AND s.crash_count >= p_suspect AND NOT p_alone))
     ORDER BY s.isbn;
END
$$;

-- ---- locks ----

-- Batches wait for each other where they have an ISBN in common, and only there. Whoever has so many that it would fill the
-- server's table of locks takes all ISBNs alone.
CREATE OR REPLACE FUNCTION edition_lock(p_isbns text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    space integer := hashtext(current_schema() || '.edition');
BEGIN
    IF cardinality(p_isbns) > 128 THEN
        PERFORM pg_advisory_xact_lock(space, -1);
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(space, -1);
    PERFORM pg_advisory_xact_lock(space, i.number)
       FROM (SELECT DISTINCT substr(n.isbn13, 4, 9)::integer AS number FROM unnest(p_isbns) AS n (isbn13) ORDER BY number) i;
END
$$;
COMMENT ON FUNCTION edition_lock IS 'Wait for whoever folds one of these ISBNs, and keep others away until the transaction ends.';

-- ---- works ----

-- As before; what is read of tables is found by its keys.
CREATE OR REPLACE FUNCTION work_write_people(p_live text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET enable_hashjoin = on
    AS $$
BEGIN
    WITH person AS MATERIALIZED (
        SELECT e.work_key, e.isbn, c.author_key, c.name_key, c.position, c.role,
               bool_or(c.role = 'author') OVER (PARTITION BY e.work_key) AS has_authors
          FROM enriched_editions e
          CROSS JOIN LATERAL (SELECT p.author_key, p.name_key, p.position, p.role
                                FROM edition_contributors p WHERE p.isbn = e.isbn AND p.author_key IS NOT NULL OFFSET 0) c
         WHERE e.work_key = ANY (p_live)
    ), editions AS (
        SELECT p.work_key, count(DISTINCT p.isbn) AS editions FROM person p GROUP BY p.work_key
    ), author AS (
        SELECT p.work_key, p.author_key, min(p.position) AS position, count(DISTINCT p.isbn) AS times, min(p.role COLLATE "C") AS role
          FROM person p
         WHERE (p.role = 'author' OR NOT p.has_authors)
           AND NOT (p.author_key LIKE 'name|%'
                    AND EXISTS (SELECT FROM person o WHERE o.work_key = p.work_key AND o.name_key = p.name_key AND o.author_key LIKE 'ol|%'))
         GROUP BY p.work_key, p.author_key
    ), placed AS (
        SELECT a.work_key, a.author_key, a.role,
               row_number() OVER (PARTITION BY a.work_key ORDER BY a.position, a.times DESC, a.author_key COLLATE "C") - 1 AS place
          FROM author a JOIN editions n USING (work_key)
         WHERE a.position = 0 OR a.times * 2 >= n.editions
    ), wanted AS MATERIALIZED (
        SELECT p.work_key, p.author_key, p.place::smallint AS place, p.role FROM placed p WHERE p.place < 100
    ), gone AS (
        DELETE FROM work_authors_enriched o
         USING unnest(p_live) AS k (work_key)
         CROSS JOIN LATERAL (SELECT a.author_key FROM work_authors_enriched a WHERE a.work_key = k.work_key OFFSET 0) a
         WHERE o.work_key = k.work_key AND o.author_key = a.author_key
           AND (o.work_key, o.author_key) NOT IN (SELECT w.work_key, w.author_key FROM wanted w) -- hashed, and never NULL
    )
    INSERT INTO work_authors_enriched AS o (work_key, author_key, author_order, role)
    SELECT w.work_key, w.author_key, w.place, w.role FROM wanted w ORDER BY w.work_key, w.author_key
        ON CONFLICT (work_key, author_key) DO UPDATE SET author_order = excluded.author_order, role = excluded.role
     WHERE (o.author_order, o.role) IS DISTINCT FROM (excluded.author_order, excluded.role);
END
$$;

ALTER FUNCTION work_write(text[], text[], text[], text[], text[], text[], integer, integer) SET enable_hashjoin = on;
ALTER FUNCTION work_write_aliases(text[], text[], text[], text[]) SET enable_hashjoin = off;
ALTER FUNCTION author_write(text[], integer) SET enable_hashjoin = off;
