-- oldest-program: 0.1.0
-- Editions are joined into works: what is kept for it, and the steps that run in the transaction of the fold.

-- ---- what is kept ----

ALTER TABLE work_alias ADD COLUMN former boolean NOT NULL DEFAULT false;
COMMENT ON TABLE work_alias IS 'Keys that a work has had, or that are joined into it: whoever knows one finds the work. One goes only with the last edition of its work, or when it is the key of another work.';
COMMENT ON COLUMN work_alias.former IS 'No edition has the key any more: the work had it before. The others follow from the claims alone.';

ALTER TABLE work_decision ADD COLUMN block_a text NOT NULL, ADD COLUMN block_b text NOT NULL; -- no program has written it
CREATE INDEX work_decision_block_a ON work_decision (block_a) WHERE taken_back_at IS NULL;
CREATE INDEX work_decision_block_b ON work_decision (block_b) WHERE taken_back_at IS NULL;
COMMENT ON TABLE work_decision IS 'What a person has decided of two fine keys, or of two editions ("isbn|978…"): they are the same work, or they are not. No rule overrides it.';
COMMENT ON COLUMN work_decision.block_a IS 'The block of key_a.';

ALTER TABLE edition_contributors ADD COLUMN name_key text CHECK (octet_length(name_key) <= 900);
COMMENT ON COLUMN edition_contributors.name_key IS 'The folded name without blanks. A person whom one source knows by an identifier, and another by the name, has it in common.';
DROP INDEX edition_contributors_author_key;
CREATE INDEX edition_contributors_author_key ON edition_contributors (author_key, left(name, 200) COLLATE "C");

-- ---- locks ----

-- Who folds editions shares a lock before this (edition_lock.sql), which who decides about works has alone. Then come shares
-- of ISBNs, blocks and authors, each in its order, so that nobody waits in a circle.
CREATE FUNCTION edition_lock(p_isbns text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(current_schema() || '.edition'), s.share)
       FROM (SELECT DISTINCT substr(i.isbn13, 10, 3)::int & 255 AS share FROM unnest(p_isbns) AS i (isbn13) ORDER BY share) s;
END
$$;

CREATE FUNCTION work_lock_shares(p_what text, p_keys text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(current_schema() || p_what), s.share)
       FROM (SELECT DISTINCT hashtext(k.key) & 255 AS share FROM unnest(p_keys) AS k (key) ORDER BY share) s;
END
$$;

-- Blocks, and all that a person has joined to them; they are locked until the transaction ends.
CREATE FUNCTION work_lock(p_blocks text[]) RETURNS SETOF text
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    reached text[];
BEGIN
    WITH RECURSIVE reach (block) AS (
        SELECT b.block FROM unnest(p_blocks) AS b (block)
         UNION
        SELECT CASE WHEN d.block_a = r.block THEN d.block_b ELSE d.block_a END
          FROM reach r JOIN work_decision d ON d.taken_back_at IS NULL AND d.same AND (d.block_a = r.block OR d.block_b = r.block)
    )
    SELECT array_agg(r.block ORDER BY r.block) INTO reached FROM reach r;
    PERFORM work_lock_shares('.block', reached);
    RETURN QUERY SELECT b.block FROM unnest(reached) AS b (block) ORDER BY 1;
END
$$;

-- ---- works, as functions of their editions ----

-- Write works anew of their editions, with their authors and aliases; what is not different is not written.
--   p_keys     works whose editions have changed, former ones too
--   p_former, p_next  pairs: an edition has gone from this work to that one
--   p_authors  authors of whom editions have come or gone
--   p_blocks   blocks that were looked at;  p_large  those of them that are too large to be joined
CREATE FUNCTION work_write(p_keys text[], p_former text[], p_next text[], p_authors text[], p_blocks text[], p_large text[],
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
           synthetic = false, completeness_score = excluded.completeness_score, volume = excluded.volume, nature = excluded.nature,
           key_version = excluded.key_version, rules_version = excluded.rules_version, updated_at = clock_timestamp()
     WHERE (w.title, w.subtitle, w.description, w.original_language, w.first_publication_year, w.subject_tags, w.cover_url_large,
            w.cover_url_medium, w.cover_url_small, w.cover_source, w.openlibrary_work_id, w.amazon_asins, w.librarything_ids,
            w.google_books_volume_ids, w.primary_provider, w.contributors, w.synthetic, w.completeness_score, w.volume, w.nature,
            w.key_version, w.rules_version)
           IS DISTINCT FROM
           (excluded.title, excluded.subtitle, excluded.description, excluded.original_language, excluded.first_publication_year,
            excluded.subject_tags, excluded.cover_url_large, excluded.cover_url_medium, excluded.cover_url_small, excluded.cover_source,
            excluded.openlibrary_work_id, excluded.amazon_asins, excluded.librarything_ids, excluded.google_books_volume_ids,
            excluded.primary_provider, excluded.contributors, false, excluded.completeness_score, excluded.volume, excluded.nature,
            excluded.key_version, excluded.rules_version);

    DELETE FROM enriched_works w WHERE w.work_key = ANY (p_keys) AND w.work_key <> ALL (live);
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

-- Every other key of its editions leads to a work, and so does every key that it had before.
CREATE FUNCTION work_write_aliases(p_keys text[], p_live text[], p_former text[], p_next text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
BEGIN
    DELETE FROM work_alias a WHERE a.alias_key = ANY (p_live);
    INSERT INTO work_alias AS a (alias_key, work_key)
    SELECT k.fine_key, min(k.work_key)
      FROM (SELECT DISTINCT e.fine_key, e.work_key FROM enriched_editions e WHERE e.work_key = ANY (p_live)) k
     WHERE NOT EXISTS (SELECT FROM enriched_works w WHERE w.work_key = k.fine_key)
     GROUP BY k.fine_key ORDER BY k.fine_key
        ON CONFLICT (alias_key) DO UPDATE SET work_key = excluded.work_key, former = false
     WHERE (a.work_key, a.former) IS DISTINCT FROM (excluded.work_key, false);
    -- What led to a work that is gone leads to the one into which its editions went.
    INSERT INTO work_alias (alias_key, work_key, former)
    SELECT m.former, min(m.next COLLATE "C"), true
      FROM unnest(p_former, p_next) AS m (former, next)
     WHERE m.former <> ALL (p_live) AND m.next = ANY (p_live)
     GROUP BY m.former ORDER BY m.former
        ON CONFLICT (alias_key) DO NOTHING;
    UPDATE work_alias a SET work_key = n.work_key, former = true
      FROM work_alias n
     WHERE a.work_key = ANY (p_keys) AND a.work_key <> ALL (p_live) AND n.alias_key = a.work_key AND a.alias_key <> n.work_key;
    DELETE FROM work_alias a
     WHERE a.work_key = ANY (p_keys) AND a.work_key <> ALL (p_live);
    UPDATE work_alias a SET former = true
     WHERE a.work_key = ANY (p_live) AND NOT a.former
       AND NOT EXISTS (SELECT FROM enriched_editions e WHERE e.work_key = a.work_key AND e.fine_key = a.alias_key);
END
$$;

-- An author of a work stands first in one of its editions, or in half of them. Who is known by an identifier does not stand
-- there by the name as well.
CREATE FUNCTION work_write_people(p_live text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
BEGIN
    WITH person AS MATERIALIZED (
        SELECT e.work_key, e.isbn, c.author_key, c.name_key, c.position, c.role,
               bool_or(c.role = 'author') OVER (PARTITION BY e.work_key) AS has_authors
          FROM enriched_editions e JOIN edition_contributors c USING (isbn)
         WHERE e.work_key = ANY (p_live) AND c.author_key IS NOT NULL
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
         WHERE o.work_key = ANY (p_live)
           AND NOT EXISTS (SELECT FROM wanted w WHERE w.work_key = o.work_key AND w.author_key = o.author_key)
    )
    INSERT INTO work_authors_enriched AS o (work_key, author_key, author_order, role)
    SELECT w.work_key, w.author_key, w.place, w.role FROM wanted w ORDER BY w.work_key, w.author_key
        ON CONFLICT (work_key, author_key) DO UPDATE SET author_order = excluded.author_order, role = excluded.role
     WHERE (o.author_order, o.role) IS DISTINCT FROM (excluded.author_order, excluded.role);
END
$$;

CREATE FUNCTION author_write(p_authors text[], p_key_version integer) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
BEGIN
    PERFORM work_lock_shares('.author', p_authors);
    WITH wanted AS (
        SELECT a.author_key, n.name, n.name_key, (SELECT count(*) FROM work_authors_enriched w WHERE w.author_key = a.author_key) AS books
          FROM unnest(p_authors) AS a (author_key),
               LATERAL (SELECT left(c.name, 200) AS name, c.name_key FROM edition_contributors c WHERE c.author_key = a.author_key
                         ORDER BY left(c.name, 200) COLLATE "C" LIMIT 1) n
    )
    INSERT INTO enriched_authors AS o (author_key, name, normalized_name, openlibrary_author_id, book_count, key_version)
    SELECT w.author_key, w.name, w.name_key, CASE WHEN w.author_key LIKE 'ol|%' THEN substr(w.author_key, 4) END, w.books, p_key_version
      FROM wanted w ORDER BY w.author_key
        ON CONFLICT (author_key) DO UPDATE
       SET name = excluded.name, normalized_name = excluded.normalized_name, book_count = excluded.book_count,
           key_version = excluded.key_version, updated_at = clock_timestamp()
     WHERE (o.name, o.normalized_name, o.book_count, o.key_version)
           IS DISTINCT FROM (excluded.name, excluded.normalized_name, excluded.book_count, excluded.key_version);
    DELETE FROM enriched_authors o
     WHERE o.author_key = ANY (p_authors) AND NOT EXISTS (SELECT FROM edition_contributors c WHERE c.author_key = o.author_key);
END
$$;

CREATE FUNCTION work_note_large(p_blocks text[], p_large text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE
    AS $$
BEGIN
    DELETE FROM provider_conflicts c
     WHERE c.entity_type = 'work' AND c.kind = 'large_block' AND c.entity_key = ANY (p_blocks) AND c.entity_key <> ALL (p_large);
    INSERT INTO provider_conflicts (entity_type, entity_key, kind, field_name, provider_a, value_a, provider_b, value_b, harm)
    SELECT 'work', b.block, 'large_block', 'title', 'works', 'more than 200 editions', 'works', 'only those with one key are joined', 2
      FROM unnest(p_large) AS b (block)
        ON CONFLICT DO NOTHING;
END
$$;
