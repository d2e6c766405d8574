-- oldest-program: 0.1.0
-- A book of a month without ISBN is a synthetic work, by the same key that its editions would have.

-- ---- what is kept ----

ALTER TABLE backfill_book ADD COLUMN fine_key text CHECK (octet_length(fine_key) BETWEEN 1 AND 900),
                          ADD COLUMN key_version integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN backfill_book.fine_key IS 'The key of its work as the words of the generator give it (book_key() in common/model/book_key.h); NULL: they give none.';
COMMENT ON COLUMN backfill_book.key_version IS 'By which version of keys; 0: by none yet.';

CREATE TABLE work_book (
    year       smallint NOT NULL,
    month      smallint NOT NULL,
    position   smallint NOT NULL,
    generation integer NOT NULL,
    fine_key   text NOT NULL CHECK (octet_length(fine_key) BETWEEN 1 AND 900),
    isbn13     text,
    PRIMARY KEY (year, month, position)
);
CREATE INDEX work_book_fine_key ON work_book (fine_key text_pattern_ops); -- all of a block, too
COMMENT ON TABLE work_book IS 'The books with a key of the generation that each month has completed last. It is written with the month, so that works follow from it and from editions alone.';
COMMENT ON COLUMN enriched_works.synthetic IS 'Made from books of months without ISBN, as long as no edition has this key and no month knows an ISBN of it.';
CREATE INDEX enriched_works_synthetic ON enriched_works (work_key) WHERE synthetic;

CREATE FUNCTION work_block(p_fine text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE WHEN p_fine LIKE 'isbn|%' THEN p_fine ELSE substring(p_fine FROM '^(?:[^|]*[|]){4}[^|]*') END $$;
COMMENT ON FUNCTION work_block IS 'The block of a fine key, as work_key_block() in common/model/work_key.h has it.';

-- ---- synthetic works, as functions of books and editions ----

-- Write the synthetic works of these keys anew, and take away those that are none any more. Returns those that are there.
-- Under the locks of the blocks of the keys. There are few keys, and a plan that was made when the tables were small must not
-- read all of them later.
CREATE FUNCTION work_write_synthetic(p_keys text[]) RETURNS text[]
    LANGUAGE plpgsql VOLATILE
    SET enable_seqscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    wanted text[];
    gone text[];
BEGIN
    SELECT coalesce(array_agg(DISTINCT w.fine_key), '{}') INTO wanted
      FROM work_book w
     WHERE w.fine_key = ANY (p_keys) AND w.isbn13 IS NULL
       AND NOT EXISTS (SELECT FROM work_book o WHERE o.fine_key = w.fine_key AND o.isbn13 IS NOT NULL)
       AND NOT EXISTS (SELECT FROM enriched_editions e WHERE e.block_key = work_block(w.fine_key) AND e.fine_key = w.fine_key);
    WITH deleted AS (
        DELETE FROM enriched_works s WHERE s.work_key = ANY (p_keys) AND s.synthetic AND s.work_key <> ALL (wanted)
        RETURNING s.work_key
    )
    SELECT array_agg(d.work_key) INTO gone FROM deleted d;
    IF gone IS NOT NULL THEN -- what led to one leads to the work of an edition with its key, or nowhere
        WITH next AS (
            SELECT g.key, (SELECT min(e.work_key) FROM enriched_editions e WHERE e.block_key = work_block(g.key) AND e.fine_key = g.key) AS work_key
              FROM unnest(gone) AS g (key)
        ), led AS (
            UPDATE work_alias a SET work_key = n.work_key FROM next n WHERE a.work_key = n.key AND n.work_key NOT IN (a.alias_key, a.work_key)
        )
        DELETE FROM work_alias a USING next n WHERE a.work_key = n.key AND (n.work_key IS NULL OR n.work_key = a.alias_key);
    END IF;
    IF wanted = '{}' THEN
        RETURN wanted;
    END IF;
    DELETE FROM work_alias a WHERE a.alias_key = ANY (wanted);
    INSERT INTO enriched_works AS w
         (work_key, title, first_publication_year, primary_provider, contributors, synthetic, completeness_score, volume, nature,
          key_version, rules_version, metadata)
    SELECT DISTINCT ON (k.fine_key)
           k.fine_key, b.title, b.publication_year, 'generator', '{generator}', true, 30,
           substring(split_part(k.fine_key, '|', 3) FROM '^#([0-9]{1,4})')::integer, nullif(split_part(k.fine_key, '|', 4), ''),
           b.key_version, 0,
           jsonb_strip_nulls(jsonb_build_object('authors', b.authors, 'publisher', b.publisher,
                                                'month', b.year || '-' || lpad(b.month::text, 2, '0'), 'position', b.position))
      FROM work_book k
      JOIN backfill_book b USING (year, month, generation, position)
     WHERE k.fine_key = ANY (wanted)
     ORDER BY k.fine_key, k.year, k.month, k.position
        ON CONFLICT (work_key) DO UPDATE
       SET title = excluded.title, subtitle = NULL, first_publication_year = excluded.first_publication_year,
           volume = excluded.volume, nature = excluded.nature, key_version = excluded.key_version, metadata = excluded.metadata,
           updated_at = clock_timestamp()
     WHERE w.synthetic
       AND (w.title, w.first_publication_year, w.volume, w.nature, w.key_version, w.metadata)
           IS DISTINCT FROM
           (excluded.title, excluded.first_publication_year, excluded.volume, excluded.nature, excluded.key_version, excluded.metadata);
    RETURN wanted;
END
$$;
COMMENT ON FUNCTION work_write_synthetic IS 'Write the synthetic works of these keys anew, as books and editions have them.';

-- ---- where months meet it ----

-- Keep the books of generations that stand now, and write the synthetic works of their keys and of the former ones. The
-- caller holds the rows of the months. p_after is what must be done before: whoever hands ISBNs over waits for others then,
-- and must not hold locks that these wait for.
--
-- Months share the locks of blocks, which folds have alone (work_lock): what editions there are stays. Of each other they
-- are kept apart by locks of 2048 shares of all keys. All are taken in their order, those of blocks first.
CREATE FUNCTION work_keep_books(p_years smallint[], p_months smallint[], p_generations integer[], p_after bigint) RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET enable_seqscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    SET plan_cache_mode = force_generic_plan
    AS $$
DECLARE
    block_class constant integer := hashtext(current_schema() || '.block');
    book_class constant integer := hashtext(current_schema() || '.book');
    keys text[];
    former text[];
    changed text[]; -- those whose work may be another one now
BEGIN
    SELECT array_agg(b.fine_key), array_agg(b.fine_key) FILTER (WHERE b.isbn13 IS NULL) INTO keys, changed
      FROM unnest(p_years, p_months, p_generations) AS m (year, month, generation)
      JOIN backfill_book b USING (year, month, generation)
     WHERE b.fine_key IS NOT NULL;
    SELECT array_agg(w.fine_key) INTO former
      FROM unnest(p_years, p_months) AS m (year, month) JOIN work_book w USING (year, month);
    keys := keys || former;
    IF keys IS NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(block_class, s.share)
       FROM (SELECT DISTINCT hashtext(work_block(k.key)) & 255 AS share FROM unnest(keys) AS k (key) ORDER BY share) s;
    PERFORM pg_advisory_xact_lock(book_class, s.share)
       FROM (SELECT DISTINCT hashtext(k.key) & 2047 AS share FROM unnest(keys) AS k (key) ORDER BY share) s;
    IF former IS NOT NULL THEN
        DELETE FROM work_book w USING unnest(p_years, p_months) AS m (year, month) WHERE w.year = m.year AND w.month = m.month;
        changed := keys;
    ELSE -- a new ISBN makes a difference where a book without one has the key
        changed := changed || ARRAY(SELECT w.work_key FROM enriched_works w WHERE w.work_key = ANY (keys) AND w.synthetic);
    END IF;
    INSERT INTO work_book (year, month, position, generation, fine_key, isbn13)
    SELECT b.year, b.month, b.position, b.generation, b.fine_key, b.isbn13
      FROM unnest(p_years, p_months, p_generations) AS m (year, month, generation)
      JOIN backfill_book b USING (year, month, generation)
     WHERE b.fine_key IS NOT NULL
     ORDER BY b.year, b.month, b.position;
    IF changed <> '{}' THEN
        PERFORM work_write_synthetic(changed);
    END IF;
END
$$;
COMMENT ON FUNCTION work_keep_books IS 'Keep the books of generations that stand now, and their synthetic works.';

-- As before, and with the books of the months.
CREATE OR REPLACE FUNCTION compare_accept(p_months integer[], p_actor text, p_why text, p_request jsonb)
    RETURNS TABLE (n integer, previous_status text, result text, changed boolean, operation_id bigint, isbns integer)
    LANGUAGE plpgsql VOLATILE
    AS $$
#variable_conflict use_column
DECLARE
    accepted integer[];
    handed text[];
    operation bigint;
    items jsonb;
BEGIN
    SELECT coalesce(array_agg(m.n), '{}') INTO accepted
      FROM (SELECT l.year * 12 + l.month AS n FROM backfill_log l
             WHERE l.year * 12 + l.month = ANY (p_months) AND l.status = 'completed' AND l.compared IS NOT NULL
             ORDER BY l.year, l.month
               FOR UPDATE) m;
    SELECT jsonb_object_agg(l.year * 12 + l.month, l.generation) INTO items
      FROM backfill_log l WHERE l.year * 12 + l.month = ANY (accepted);
    UPDATE backfill_log l SET generation = (l.compared ->> 'generation')::integer
     WHERE l.year * 12 + l.month = ANY (accepted);
    WITH fresh AS (
        INSERT INTO enrichment (isbn13, year, month, generation, job_id, message_id)
        SELECT DISTINCT ON (b.isbn13) b.isbn13, l.year, l.month, l.generation, l.job_id, gen_random_uuid()
          FROM backfill_log l
          JOIN backfill_book b ON b.year = l.year AND b.month = l.month AND b.generation = l.generation
         WHERE l.year * 12 + l.month = ANY (accepted) AND b.isbn13 IS NOT NULL
           AND NOT EXISTS (SELECT FROM enrichment e WHERE e.isbn13 = b.isbn13)
         ORDER BY b.isbn13, l.year, l.month
        ON CONFLICT (isbn13) DO NOTHING
        RETURNING isbn13
    )
    SELECT coalesce(array_agg(f.isbn13), '{}') INTO handed FROM fresh f;
    WITH part AS (
        SELECT e.isbn13, e.year, e.month, e.job_id,
               ((row_number() OVER (PARTITION BY e.year, e.month ORDER BY e.isbn13)) - 1) / 100 AS part
          FROM enrichment e WHERE e.isbn13 = ANY (handed)
    ), message AS (
        SELECT p.year, p.month, p.job_id, p.part, json_agg(p.isbn13 ORDER BY p.isbn13) AS list,
               md5(p.job_id || ':' || string_agg(p.isbn13, ',' ORDER BY p.isbn13))::uuid AS message_id
          FROM part p
         GROUP BY p.year, p.month, p.job_id, p.part
    ), named AS (
        UPDATE enrichment e SET message_id = m.message_id
          FROM part p JOIN message m USING (year, month, part)
         WHERE e.isbn13 = p.isbn13
    )
    INSERT INTO outbox (destination, type, message_id, correlation_id, body, year, month, job_id)
    SELECT 'enrichment', 'backfill.enrichment.v1', m.message_id, m.job_id,
           convert_to(json_build_object('isbns', m.list,
                                        'source', 'backfill-' || m.year || '-' || lpad(m.month::text, 2, '0'),
                                        'priority', 'low', 'job_id', m.job_id)::text, 'UTF8'),
           m.year, m.month, m.job_id
      FROM message m;
    PERFORM work_keep_books(array_agg(l.year), array_agg(l.month), array_agg(l.generation), cardinality(handed))
       FROM backfill_log l WHERE l.year * 12 + l.month = ANY (accepted);
    UPDATE backfill_log l
       SET books_generated = c.generated, isbns_resolved = c.resolved, isbns_queued = c.queued,
           resolution_rate = round(100.0 * c.resolved / nullif(c.generated, 0), 2)
      FROM (SELECT a.year, a.month, count(b.position) AS generated, count(b.isbn13) AS resolved,
                   count(DISTINCT e.isbn13) AS queued
              FROM backfill_log a
              LEFT JOIN backfill_book b ON b.year = a.year AND b.month = a.month AND b.generation = a.generation
              LEFT JOIN enrichment e ON e.isbn13 = b.isbn13 AND e.year = a.year AND e.month = a.month
             WHERE a.year * 12 + a.month = ANY (accepted)
             GROUP BY a.year, a.month) c
     WHERE l.year = c.year AND l.month = c.month;
    SELECT jsonb_agg(jsonb_build_object(
               'n', q.n, 'changed', q.n = ANY (accepted),
               'result', compare_result(l, q.n = ANY (accepted), 'generation ' || l.generation || ' stands now'),
               'detail', jsonb_build_object('status', coalesce(l.status, 'missing'), 'generation', items -> q.n::text,
                                            'job_id', l.job_id, 'isbns', coalesce(h.isbns, 0)))) INTO items
      FROM (SELECT DISTINCT unnest(p_months) AS n) q
      LEFT JOIN backfill_log l ON l.year = (q.n - 1) / 12 AND l.month = (q.n - 1) % 12 + 1
      LEFT JOIN (SELECT e.year, e.month, count(*) AS isbns FROM enrichment e
                  WHERE e.isbn13 = ANY (handed) GROUP BY e.year, e.month) h ON h.year = l.year AND h.month = l.month;
    operation := operation_of_months('accept', 'accept', p_actor, p_why, p_request, items);
    RETURN QUERY
    SELECT i.n, i.detail ->> 'status', i.result, i.changed, operation, (i.detail ->> 'isbns')::integer
      FROM jsonb_to_recordset(items) AS i (n integer, changed boolean, result text, detail jsonb)
     ORDER BY i.n;
END
$$;

-- As before, and with synthetic works.
CREATE OR REPLACE FUNCTION work_write(p_keys text[], p_former text[], p_next text[], p_authors text[], p_blocks text[], p_large text[],
                           p_key_version integer, p_rules_version integer) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    live text[];
    authors text[];
BEGIN
    SELECT array_agg(DISTINCT e.work_key) INTO live FROM enriched_editions e WHERE e.work_key = ANY (p_keys);
    live := coalesce(live, '{}');
    SELECT array_agg(DISTINCT a.author_key) INTO authors FROM work_authors_enriched a WHERE a.work_key = ANY (p_keys);

    WITH edition AS MATERIALIZED (
        SELECT e.*, row_number() OVER (PARTITION BY e.work_key ORDER BY e.completeness_score DESC, e.isbn) AS place
          FROM enriched_editions e WHERE e.work_key = ANY (live)
    ), subject AS (
        SELECT t.work_key, array_agg(t.tag ORDER BY t.place) AS tags
          FROM (SELECT e.work_key, s.tag, row_number() OVER (PARTITION BY e.work_key ORDER BY count(*) DESC, s.tag COLLATE "C") AS place
                  FROM edition e, unnest(e.subjects) AS s (tag) GROUP BY e.work_key, s.tag) t
         WHERE t.place <= 40 GROUP BY t.work_key
    ), id AS (
        SELECT i.work_key, i.kind, array_agg(i.id ORDER BY i.id) AS ids, (array_agg(i.id ORDER BY i.times DESC, i.id))[1] AS most
          FROM (SELECT e.work_key, k.kind, u.id COLLATE "C" AS id, count(*) AS times,
                       row_number() OVER (PARTITION BY e.work_key, k.kind ORDER BY u.id COLLATE "C") AS place
                  FROM edition e,
                       LATERAL (VALUES ('asin', e.amazon_asins), ('google', e.google_books_volume_ids), ('librarything', e.librarything_ids),
                                       ('work', e.openlibrary_work_ids), ('source', e.contributors)) AS k (kind, list),
                       unnest(k.list) AS u (id)
                 GROUP BY e.work_key, k.kind, u.id COLLATE "C") i
         WHERE i.place <= 100 GROUP BY i.work_key, i.kind
    ), listed AS (
        SELECT i.work_key, max(i.ids) FILTER (WHERE i.kind = 'asin') AS asins, max(i.ids) FILTER (WHERE i.kind = 'google') AS google,
               max(i.ids) FILTER (WHERE i.kind = 'librarything') AS librarything, max(i.most) FILTER (WHERE i.kind = 'work') AS work,
               max(i.ids) FILTER (WHERE i.kind = 'source') AS sources
          FROM id i GROUP BY i.work_key
    ), folded AS (
        SELECT e.work_key,
               (array_agg(e.title ORDER BY e.place))[1] AS title,
               (array_agg(e.subtitle ORDER BY e.place) FILTER (WHERE e.subtitle IS NOT NULL))[1] AS subtitle,
               (array_agg(e.edition_description ORDER BY e.place) FILTER (WHERE e.edition_description IS NOT NULL))[1] AS description,
               CASE WHEN count(DISTINCT e.language) = 1 THEN min(e.language) END AS original_language,
               least(min(substr(e.first_publication_date, 1, 4)), min(substr(e.publication_date, 1, 4)))::integer AS first_publication_year,
               (array_agg(ARRAY[e.cover_url_large, e.cover_url_medium, e.cover_url_small, e.cover_source] ORDER BY e.place)
                    FILTER (WHERE e.cover_source IS NOT NULL))[1:1] AS covers,
               (array_agg(e.primary_provider ORDER BY e.place))[1] AS primary_provider,
               bool_or(e.authors IS NOT NULL) AS authors
          FROM edition e GROUP BY e.work_key
    ), wanted AS (
        SELECT f.*, coalesce(s.tags, '{}') AS tags, l.*,
               CASE WHEN f.work_key LIKE 'w%' THEN substring(split_part(f.work_key, '|', 3) FROM '^#([0-9]{1,4})')::integer END AS volume,
               CASE WHEN f.work_key LIKE 'w%' THEN nullif(split_part(f.work_key, '|', 4), '') END AS nature,
               10 + CASE WHEN f.authors THEN 15 ELSE 0 END + CASE WHEN f.description IS NOT NULL THEN 25 ELSE 0 END
                  + CASE WHEN s.tags IS NOT NULL THEN 15 ELSE 0 END + CASE WHEN f.covers IS NOT NULL THEN 15 ELSE 0 END
                  + CASE WHEN f.original_language IS NOT NULL THEN 5 ELSE 0 END + CASE WHEN f.first_publication_year IS NOT NULL THEN 10 ELSE 0 END
                  + CASE WHEN l.work IS NOT NULL THEN 5 ELSE 0 END AS score
          FROM folded f LEFT JOIN subject s USING (work_key)
          LEFT JOIN LATERAL (SELECT d.asins, d.google, d.librarything, d.work, d.sources FROM listed d WHERE d.work_key = f.work_key) l ON true
    )
    INSERT INTO enriched_works AS w
         (work_key, title, subtitle, description, original_language, first_publication_year, subject_tags, cover_url_large,
          cover_url_medium, cover_url_small, cover_source, openlibrary_work_id, amazon_asins, librarything_ids,
          google_books_volume_ids, primary_provider, contributors, synthetic, completeness_score, volume, nature, key_version, rules_version)
    SELECT n.work_key, n.title, n.subtitle, n.description, n.original_language, n.first_publication_year, n.tags, n.covers[1][1],
           n.covers[1][2], n.covers[1][3], n.covers[1][4], n.work, coalesce(n.asins, '{}'), coalesce(n.librarything, '{}'),
           coalesce(n.google, '{}'), n.primary_provider, coalesce(n.sources, '{}'), false, n.score, n.volume, n.nature, p_key_version, p_rules_version
      FROM wanted n ORDER BY n.work_key
        ON CONFLICT (work_key) DO UPDATE
       SET title = excluded.title, subtitle = excluded.subtitle, description = excluded.description, original_language =
           excluded.original_language, first_publication_year = excluded.first_publication_year, subject_tags = excluded.subject_tags,
           cover_url_large = excluded.cover_url_large, cover_url_medium = excluded.cover_url_medium, cover_url_small =
           excluded.cover_url_small, cover_source = excluded.cover_source, openlibrary_work_id = excluded.openlibrary_work_id,
           amazon_asins = excluded.amazon_asins, librarything_ids = excluded.librarything_ids, google_books_volume_ids =
           excluded.google_books_volume_ids, primary_provider = excluded.primary_provider, contributors = excluded.contributors,
           synthetic = false, metadata = excluded.metadata, completeness_score = excluded.completeness_score, volume = excluded.volume, nature = excluded.nature,
           key_version = excluded.key_version, rules_version = excluded.rules_version, updated_at = clock_timestamp()
     WHERE (w.title, w.subtitle, w.description, w.original_language, w.first_publication_year, w.subject_tags, w.cover_url_large,
            w.cover_url_medium, w.cover_url_small, w.cover_source, w.openlibrary_work_id, w.amazon_asins, w.librarything_ids,
            w.google_books_volume_ids, w.primary_provider, w.contributors, w.synthetic, w.metadata, w.completeness_score, w.volume, w.nature,
            w.key_version, w.rules_version)
           IS DISTINCT FROM
           (excluded.title, excluded.subtitle, excluded.description, excluded.original_language, excluded.first_publication_year,
            excluded.subject_tags, excluded.cover_url_large, excluded.cover_url_medium, excluded.cover_url_small, excluded.cover_source,
            excluded.openlibrary_work_id, excluded.amazon_asins, excluded.librarything_ids, excluded.google_books_volume_ids,
            excluded.primary_provider, excluded.contributors, false, excluded.metadata, excluded.completeness_score, excluded.volume, excluded.nature,
            excluded.key_version, excluded.rules_version);

    DELETE FROM enriched_works w WHERE w.work_key = ANY (p_keys) AND w.work_key <> ALL (live);
    -- Books without ISBN whose key an edition has gain no work, or lose it; others have one again.
    live := live || work_write_synthetic(p_keys || ARRAY(
        SELECT DISTINCT b.fine_key
          FROM unnest(p_blocks) AS k (block) JOIN work_book b ON b.fine_key ~>=~ (k.block || '|') AND b.fine_key ~<~ (k.block || '}')));
    PERFORM work_write_aliases(p_keys, live, p_former, p_next);
    PERFORM work_write_people(live);
    SELECT array_agg(DISTINCT a.author_key) INTO authors
      FROM (SELECT unnest(authors || p_authors) UNION ALL
            SELECT p.author_key FROM work_authors_enriched p WHERE p.work_key = ANY (live)) AS a (author_key)
     WHERE a.author_key IS NOT NULL;
    PERFORM author_write(coalesce(authors, '{}'), p_key_version);
    PERFORM work_note_large(p_blocks, p_large);
END
$$;

-- ---- keys of another version ----

-- Write the keys of books anew, and the works of the months of which they stand. Returns how many books have another key now.
CREATE FUNCTION work_rekey_books(p_ids bigint[], p_keys text[], p_version integer) RETURNS bigint
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    months integer[];
    changed bigint;
BEGIN
    SELECT array_agg(m.n) INTO months
      FROM (SELECT l.year * 12 + l.month AS n FROM backfill_log l
             WHERE (l.year, l.month) IN (SELECT b.year, b.month FROM backfill_book b WHERE b.id = ANY (p_ids))
             ORDER BY l.year, l.month
               FOR NO KEY UPDATE) m;
    SELECT count(*) INTO changed
      FROM unnest(p_ids, p_keys) AS n (id, key) JOIN backfill_book b USING (id) WHERE b.fine_key IS DISTINCT FROM n.key;
    UPDATE backfill_book b SET fine_key = n.key, key_version = p_version FROM unnest(p_ids, p_keys) AS n (id, key) WHERE b.id = n.id;
    -- A month that was taken again and has not completed has kept the books of its former generation.
    PERFORM work_keep_books(array_agg(s.year), array_agg(s.month), array_agg(s.generation), 0)
       FROM (SELECT l.year, l.month,
                    coalesce(CASE WHEN l.status = 'completed' THEN l.generation ELSE (l.compared ->> 'generation')::integer END,
                             (SELECT w.generation FROM work_book w WHERE w.year = l.year AND w.month = l.month LIMIT 1)) AS generation
               FROM backfill_log l WHERE l.year * 12 + l.month = ANY (months)) s
      WHERE s.generation IS NOT NULL;
    RETURN changed;
END
$$;
COMMENT ON FUNCTION work_rekey_books IS 'Write the keys of books anew, and what follows from them of works.';
