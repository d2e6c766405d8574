-- oldest-program: 0.1.0
-- What the answers of generators gave is added up over all generations of all months. A generation that is complete
-- changes no more, so month_complete.sql leaves its sums here; of any other, readers add its books up themselves. A
-- month that is taken again with the books it has loses its sums until it is complete once more.

CREATE TABLE book_total (
    year       smallint NOT NULL,
    month      smallint NOT NULL,
    generation integer NOT NULL,
    named_by   text[] NOT NULL,
    books      integer NOT NULL,
    found      integer NOT NULL,
    nowhere    integer NOT NULL,
    open       integer NOT NULL,
    handed     text[] NOT NULL,
    again      text[] NOT NULL,
    PRIMARY KEY (year, month, generation, named_by)
);
COMMENT ON TABLE book_total IS 'The books of generations that are complete, or given up for another, by those who named them. A generation has all of its rows here, or none: then its books are read.';
COMMENT ON COLUMN book_total.handed IS 'ISBNs that this generation handed over, each of one book of it: where else one of them is, there it is among again.';
COMMENT ON COLUMN book_total.again IS 'All other ISBNs of these books, which may be on other books, too.';

CREATE FUNCTION book_total_of(p_year smallint, p_month smallint, p_generation integer) RETURNS SETOF book_total
    LANGUAGE sql STABLE
    AS $$
SELECT p_year, p_month, p_generation, k.named_by, count(*)::integer, count(k.isbn13)::integer,
       (count(*) FILTER (WHERE k.status = 'not_found'))::integer, (count(*) FILTER (WHERE k.status = 'open'))::integer,
       coalesce(array_agg(k.isbn13) FILTER (WHERE k.is_handed), '{}'), coalesce(array_agg(k.isbn13) FILTER (WHERE NOT k.is_handed), '{}')
  FROM (SELECT b.named_by, b.status, b.isbn13,
               CASE WHEN b.isbn13 IS NOT NULL
                    THEN coalesce((e.year, e.month, e.generation) = (p_year, p_month, p_generation), false)
                         AND count(*) OVER (PARTITION BY b.isbn13) = 1 END AS is_handed
          FROM backfill_book b
          LEFT JOIN enrichment e ON e.isbn13 = b.isbn13
         WHERE b.year = p_year AND b.month = p_month AND b.generation = p_generation) k
 GROUP BY k.named_by
$$;
COMMENT ON FUNCTION book_total_of IS 'What the rows of book_total of a generation are, or would be.';

CREATE FUNCTION book_total_follow() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.generation = OLD.generation THEN
        DELETE FROM book_total t WHERE t.year = OLD.year AND t.month = OLD.month AND t.generation = OLD.generation;
    END IF;
    IF NEW.generation <> OLD.generation OR NEW.status = 'completed' THEN
        INSERT INTO book_total SELECT * FROM book_total_of(OLD.year, OLD.month, OLD.generation) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION book_total_follow IS
    'Trigger of backfill_log: the sums of a generation go when it is worked on again, are made anew when it gains books or ISBNs, and come when another begins in its place.';
CREATE TRIGGER backfill_log_book_total AFTER UPDATE ON backfill_log
    FOR EACH ROW WHEN (NEW.generation <> OLD.generation AND OLD.status <> 'completed'
                       OR NEW.generation = OLD.generation AND OLD.status = 'completed'
                          AND (NEW.status <> 'completed' OR NEW.books_generated <> OLD.books_generated OR NEW.isbns_resolved <> OLD.isbns_resolved))
    EXECUTE FUNCTION book_total_follow();

-- Settled books change by hand, or when answers are read again: then they are added up as they are.
CREATE FUNCTION book_total_forget() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM book_total;
    ELSIF TG_OP = 'INSERT' THEN
        DELETE FROM book_total t WHERE t.year = NEW.year AND t.month = NEW.month AND t.generation = NEW.generation;
    ELSE
        DELETE FROM book_total t WHERE t.year = OLD.year AND t.month = OLD.month AND t.generation = OLD.generation;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION book_total_forget IS 'Trigger of backfill_book: a generation whose settled books are written has no sums any more.';
CREATE TRIGGER backfill_book_inserted_total AFTER INSERT ON backfill_book
    FOR EACH ROW WHEN (NEW.status <> 'open') EXECUTE FUNCTION book_total_forget();
CREATE TRIGGER backfill_book_changed_total AFTER UPDATE ON backfill_book
    FOR EACH ROW WHEN (NEW.named_by <> OLD.named_by OR OLD.status <> 'open' AND (NEW.status <> OLD.status OR NEW.isbn13 IS DISTINCT FROM OLD.isbn13))
    EXECUTE FUNCTION book_total_forget();
CREATE TRIGGER backfill_book_deleted_total AFTER DELETE ON backfill_book
    FOR EACH ROW EXECUTE FUNCTION book_total_forget();
CREATE TRIGGER backfill_book_truncated_total AFTER TRUNCATE ON backfill_book
    FOR EACH STATEMENT EXECUTE FUNCTION book_total_forget();

INSERT INTO book_total
SELECT t.*
  FROM (SELECT DISTINCT b.year, b.month, b.generation FROM backfill_book b) g
  JOIN backfill_log l USING (year, month)
 CROSS JOIN LATERAL book_total_of(g.year, g.month, g.generation) t
 WHERE l.generation <> g.generation OR l.status = 'completed';

-- ---- the names that report --quality counts under ----

-- The answers of a generation are one text, its profile: the words of each, between them E'\x1e'. So thousands of
-- generations are grouped before anything is named.
CREATE FUNCTION quality_words(p_provider text, p_model text, p_prompt text, p_refused integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT p_provider || E'\x1f' || translate(coalesce(p_model, ''), E'\x1e\x1f', '') || E'\x1f' || coalesce(p_prompt, '') || E'\x1f' || p_refused::text
$$;
COMMENT ON FUNCTION quality_words IS 'An answer''s generator, model, prompt and whether it was refused, as part of a profile.';

CREATE FUNCTION quality_label(p_kind text, p_provider text, p_year integer, p_profile text, p_prompt text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
SELECT CASE p_kind
            WHEN 'generator' THEN p_provider
            WHEN 'year' THEN p_year::text
            WHEN 'prompt' THEN coalesce((SELECT nullif(split_part(w, E'\x1f', 3), '') FROM unnest(string_to_array(p_profile, E'\x1e')) w
                                          WHERE split_part(w, E'\x1f', 1) = p_provider), p_prompt, 'not known')
            WHEN 'model' THEN coalesce((SELECT coalesce(nullif(split_part(w, E'\x1f', 2), ''), p_provider || ', no model')
                                          FROM unnest(string_to_array(p_profile, E'\x1e')) w
                                         WHERE split_part(w, E'\x1f', 1) = p_provider), p_provider || ', no answer')
       END
$$;
COMMENT ON FUNCTION quality_label IS 'The name that a generator''s part of a generation is counted under.';
