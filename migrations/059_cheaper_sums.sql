-- oldest-program: 0.1.0
-- The sums of migrations/055_usage_totals.sql, 056_isbn_totals.sql and 037_totals.sql, kept with less work: a statement
-- that changed nothing leaves at once, and what a worker's statement changes, one attempt or the ISBNs of one month, is
-- added without sorting and grouping. Statements that change more do as before, in the order of their keys.

CREATE OR REPLACE FUNCTION usage_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM usage_total;
        UPDATE backfill_attempt SET usage_gone = true WHERE ended_at IS NOT NULL AND NOT usage_gone;
    WHEN 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM fresh) THEN
            RETURN NULL; -- all of its rows were there already, and were updated
        END IF;
        INSERT INTO usage_total AS t (year, month, generation, order_id, prompt_variant, provider, outcome, calls, units, tokens_in, tokens_out, cost, unpriced)
        SELECT a.year, a.month, a.generation, coalesce(a.order_id, 0), coalesce(a.prompt_variant, ''), u.provider, u.outcome, sum(u.calls),
               sum(u.units), sum(u.tokens_in), sum(u.tokens_out), sum(u.cost), sum(u.unpriced)
          FROM fresh u JOIN backfill_attempt a USING (claim_token)
         GROUP BY 1, 2, 3, 4, 5, 6, 7
         ORDER BY 1, 2, 3, 4, 5, 6, 7
            ON CONFLICT (year, month, generation, provider, outcome, order_id, prompt_variant) DO UPDATE
           SET calls = t.calls + excluded.calls, units = t.units + excluded.units, tokens_in = t.tokens_in + excluded.tokens_in,
               tokens_out = t.tokens_out + excluded.tokens_out, cost = t.cost + excluded.cost, unpriced = t.unpriced + excluded.unpriced;
    WHEN 'UPDATE' THEN
        IF NOT EXISTS (SELECT FROM fresh) THEN
            RETURN NULL;
        ELSIF (SELECT count(*) = 1 AND bool_and(g.claim_token IS NOT NULL) FROM fresh f LEFT JOIN gone g USING (claim_token, provider, day, outcome)) THEN
            INSERT INTO usage_total AS t (year, month, generation, order_id, prompt_variant, provider, outcome, calls, units, tokens_in, tokens_out, cost, unpriced)
            SELECT a.year, a.month, a.generation, coalesce(a.order_id, 0), coalesce(a.prompt_variant, ''), f.provider, f.outcome,
                   f.calls - g.calls, f.units - g.units, f.tokens_in - g.tokens_in, f.tokens_out - g.tokens_out, f.cost - g.cost,
                   f.unpriced - g.unpriced
              FROM fresh f JOIN gone g USING (claim_token, provider, day, outcome)
              JOIN backfill_attempt a ON a.claim_token = f.claim_token
                ON CONFLICT (year, month, generation, provider, outcome, order_id, prompt_variant) DO UPDATE
               SET calls = t.calls + excluded.calls, units = t.units + excluded.units, tokens_in = t.tokens_in + excluded.tokens_in,
                   tokens_out = t.tokens_out + excluded.tokens_out, cost = t.cost + excluded.cost, unpriced = t.unpriced + excluded.unpriced;
            RETURN NULL;
        END IF;
        INSERT INTO usage_total AS t (year, month, generation, order_id, prompt_variant, provider, outcome, calls, units, tokens_in, tokens_out, cost, unpriced)
        SELECT a.year, a.month, a.generation, coalesce(a.order_id, 0), coalesce(a.prompt_variant, ''), u.provider, u.outcome, sum(u.calls),
               sum(u.units), sum(u.tokens_in), sum(u.tokens_out), sum(u.cost), sum(u.unpriced)
          FROM (SELECT f.* FROM fresh f
                 UNION ALL
                SELECT g.claim_token, g.provider, g.day, g.outcome, -g.calls, -g.units, -g.tokens_in, -g.tokens_out, -g.cost, -g.unpriced
                  FROM gone g) u
          JOIN backfill_attempt a USING (claim_token)
         GROUP BY 1, 2, 3, 4, 5, 6, 7
         ORDER BY 1, 2, 3, 4, 5, 6, 7
            ON CONFLICT (year, month, generation, provider, outcome, order_id, prompt_variant) DO UPDATE
           SET calls = t.calls + excluded.calls, units = t.units + excluded.units, tokens_in = t.tokens_in + excluded.tokens_in,
               tokens_out = t.tokens_out + excluded.tokens_out, cost = t.cost + excluded.cost, unpriced = t.unpriced + excluded.unpriced;
    ELSE
        INSERT INTO usage_total AS t (year, month, generation, order_id, prompt_variant, provider, outcome, calls, units, tokens_in, tokens_out, cost, unpriced)
        SELECT a.year, a.month, a.generation, coalesce(a.order_id, 0), coalesce(a.prompt_variant, ''), u.provider, u.outcome, -sum(u.calls),
               -sum(u.units), -sum(u.tokens_in), -sum(u.tokens_out), -sum(u.cost), -sum(u.unpriced)
          FROM gone u JOIN backfill_attempt a USING (claim_token)
         GROUP BY 1, 2, 3, 4, 5, 6, 7
         ORDER BY 1, 2, 3, 4, 5, 6, 7
            ON CONFLICT (year, month, generation, provider, outcome, order_id, prompt_variant) DO UPDATE
           SET calls = t.calls + excluded.calls, units = t.units + excluded.units, tokens_in = t.tokens_in + excluded.tokens_in,
               tokens_out = t.tokens_out + excluded.tokens_out, cost = t.cost + excluded.cost, unpriced = t.unpriced + excluded.unpriced;
        UPDATE backfill_attempt a
           SET usage_gone = true
          FROM (SELECT DISTINCT g.claim_token FROM gone g) g
         WHERE a.claim_token = g.claim_token AND a.ended_at IS NOT NULL AND NOT a.usage_gone
           AND NOT EXISTS (SELECT FROM attempt_usage u WHERE u.claim_token = a.claim_token);
    END CASE;
    RETURN NULL;
END
$$;

-- A claim begins an attempt, which adds nothing and costs nothing; most statements end one. Where a statement ends more
-- of them, or changes one that has ended, that is the longer way.
CREATE OR REPLACE FUNCTION attempt_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM attempt_total;
        DELETE FROM usage_total;
    WHEN 'INSERT' THEN
        INSERT INTO attempt_total AS t (year, month, outcome, error_class, bucket, attempts, seconds, last_at)
        VALUES (NEW.year, NEW.month, NEW.outcome, coalesce(NEW.error_class, ''), metric_bucket(NEW.ended_at - NEW.started_at), 1,
                extract(epoch FROM NEW.ended_at - NEW.started_at), NEW.ended_at)
            ON CONFLICT (year, month, outcome, error_class, bucket) DO UPDATE
           SET attempts = t.attempts + 1, seconds = t.seconds + excluded.seconds, last_at = greatest(t.last_at, excluded.last_at);
    WHEN 'DELETE' THEN
        INSERT INTO attempt_total AS t (year, month, outcome, error_class, bucket, attempts, seconds, last_at)
        SELECT c.year, c.month, c.outcome, coalesce(c.error_class, ''), metric_bucket(c.ended_at - c.started_at), -count(*),
               -sum(extract(epoch FROM c.ended_at - c.started_at)), max(c.ended_at)
          FROM gone c
         WHERE c.ended_at IS NOT NULL
         GROUP BY 1, 2, 3, 4, 5
         ORDER BY 1, 2, 3, 4, 5
            ON CONFLICT (year, month, outcome, error_class, bucket) DO UPDATE
           SET attempts = t.attempts + excluded.attempts, seconds = t.seconds + excluded.seconds, last_at = greatest(t.last_at, excluded.last_at);
    ELSE
        INSERT INTO attempt_total AS t (year, month, outcome, error_class, bucket, attempts, seconds, last_at)
        SELECT c.year, c.month, c.outcome, coalesce(c.error_class, ''), metric_bucket(c.ended_at - c.started_at), 1,
               extract(epoch FROM c.ended_at - c.started_at), c.ended_at
          FROM fresh c
         WHERE c.ended_at IS NOT NULL AND (SELECT count(*) = 1 AND bool_and(g.ended_at IS NULL) FROM gone g)
            ON CONFLICT (year, month, outcome, error_class, bucket) DO UPDATE
           SET attempts = t.attempts + 1, seconds = t.seconds + excluded.seconds, last_at = greatest(t.last_at, excluded.last_at);
        IF FOUND THEN
            RETURN NULL; -- one attempt was running, and has ended
        END IF;
        INSERT INTO attempt_total AS t (year, month, outcome, error_class, bucket, attempts, seconds, last_at)
        SELECT c.year, c.month, c.outcome, coalesce(c.error_class, ''), metric_bucket(c.ended_at - c.started_at), sum(c.sign),
               sum(c.sign * extract(epoch FROM c.ended_at - c.started_at)), max(c.ended_at)
          FROM (SELECT f.year, f.month, f.outcome, f.error_class, f.started_at, f.ended_at, 1 AS sign FROM fresh f
                 UNION ALL
                SELECT g.year, g.month, g.outcome, g.error_class, g.started_at, g.ended_at, -1 FROM gone g) c
         WHERE c.ended_at IS NOT NULL
         GROUP BY 1, 2, 3, 4, 5
         ORDER BY 1, 2, 3, 4, 5
            ON CONFLICT (year, month, outcome, error_class, bucket) DO UPDATE
           SET attempts = t.attempts + excluded.attempts, seconds = t.seconds + excluded.seconds, last_at = greatest(t.last_at, excluded.last_at);
    END CASE;
    RETURN NULL;
END
$$;

DROP TRIGGER backfill_attempt_inserted_total ON backfill_attempt;
CREATE TRIGGER backfill_attempt_inserted_total AFTER INSERT ON backfill_attempt
    FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION attempt_total_add();

-- What a month hands over, and what is published or enriched of it, is of one key.
CREATE OR REPLACE FUNCTION enrichment_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    c record;
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM enrichment_total;
        RETURN NULL;
    WHEN 'INSERT' THEN
        SELECT min(f.year) AS year, max(f.year) AS last_year, min(f.month) AS month, max(f.month) AS last_month, min(f.generation) AS generation,
               max(f.generation) AS last_generation, count(*) AS isbns, count(f.published_at) AS published, count(f.enriched_at) AS enriched,
               count(f.enriched_at) FILTER (WHERE f.published_at IS NULL) AS unannounced
          INTO c
          FROM fresh f;
    WHEN 'DELETE' THEN
        SELECT min(g.year) AS year, max(g.year) AS last_year, min(g.month) AS month, max(g.month) AS last_month, min(g.generation) AS generation,
               max(g.generation) AS last_generation, -count(*) AS isbns, -count(g.published_at) AS published, -count(g.enriched_at) AS enriched,
               -count(g.enriched_at) FILTER (WHERE g.published_at IS NULL) AS unannounced
          INTO c
          FROM gone g;
    ELSE
        SELECT min(a.year) AS year, max(a.year) AS last_year, min(a.month) AS month, max(a.month) AS last_month, min(a.generation) AS generation,
               max(a.generation) AS last_generation, sum(a.sign) AS isbns,
               coalesce(sum(a.sign) FILTER (WHERE a.published_at IS NOT NULL), 0) AS published,
               coalesce(sum(a.sign) FILTER (WHERE a.enriched_at IS NOT NULL), 0) AS enriched,
               coalesce(sum(a.sign) FILTER (WHERE a.enriched_at IS NOT NULL AND a.published_at IS NULL), 0) AS unannounced
          INTO c
          FROM (SELECT f.year, f.month, f.generation, f.published_at, f.enriched_at, 1 AS sign FROM fresh f
                 UNION ALL
                SELECT g.year, g.month, g.generation, g.published_at, g.enriched_at, -1 FROM gone g) a;
    END CASE;
    IF c.year IS NULL THEN
        RETURN NULL; -- no row was changed
    ELSIF c.year = c.last_year AND c.month = c.last_month AND c.generation = c.last_generation THEN
        INSERT INTO enrichment_total AS t (year, month, generation, isbns, published, enriched, unannounced)
        VALUES (c.year, c.month, c.generation, c.isbns, c.published, c.enriched, c.unannounced)
            ON CONFLICT (year, month, generation) DO UPDATE
           SET isbns = t.isbns + excluded.isbns, published = t.published + excluded.published, enriched = t.enriched + excluded.enriched,
               unannounced = t.unannounced + excluded.unannounced;
        RETURN NULL;
    END IF;
    CASE TG_OP
    WHEN 'INSERT' THEN
        INSERT INTO enrichment_total AS t (year, month, generation, isbns, published, enriched, unannounced)
        SELECT f.year, f.month, f.generation, count(*), count(f.published_at), count(f.enriched_at),
               count(f.enriched_at) FILTER (WHERE f.published_at IS NULL)
          FROM fresh f
         GROUP BY 1, 2, 3
         ORDER BY 1, 2, 3
            ON CONFLICT (year, month, generation) DO UPDATE
           SET isbns = t.isbns + excluded.isbns, published = t.published + excluded.published, enriched = t.enriched + excluded.enriched,
               unannounced = t.unannounced + excluded.unannounced;
    WHEN 'DELETE' THEN
        INSERT INTO enrichment_total AS t (year, month, generation, isbns, published, enriched, unannounced)
        SELECT g.year, g.month, g.generation, -count(*), -count(g.published_at), -count(g.enriched_at),
               -count(g.enriched_at) FILTER (WHERE g.published_at IS NULL)
          FROM gone g
         GROUP BY 1, 2, 3
         ORDER BY 1, 2, 3
            ON CONFLICT (year, month, generation) DO UPDATE
           SET isbns = t.isbns + excluded.isbns, published = t.published + excluded.published, enriched = t.enriched + excluded.enriched,
               unannounced = t.unannounced + excluded.unannounced;
    ELSE
        INSERT INTO enrichment_total AS t (year, month, generation, isbns, published, enriched, unannounced)
        SELECT a.year, a.month, a.generation, sum(a.sign), coalesce(sum(a.sign) FILTER (WHERE a.published_at IS NOT NULL), 0),
               coalesce(sum(a.sign) FILTER (WHERE a.enriched_at IS NOT NULL), 0),
               coalesce(sum(a.sign) FILTER (WHERE a.enriched_at IS NOT NULL AND a.published_at IS NULL), 0)
          FROM (SELECT f.year, f.month, f.generation, f.published_at, f.enriched_at, 1 AS sign FROM fresh f
                 UNION ALL
                SELECT g.year, g.month, g.generation, g.published_at, g.enriched_at, -1 FROM gone g) a
         GROUP BY 1, 2, 3
         ORDER BY 1, 2, 3
            ON CONFLICT (year, month, generation) DO UPDATE
           SET isbns = t.isbns + excluded.isbns, published = t.published + excluded.published, enriched = t.enriched + excluded.enriched,
               unannounced = t.unannounced + excluded.unannounced;
    END CASE;
    RETURN NULL;
END
$$;

-- A month that completes closes its open letters, and hardly ever has one.
CREATE OR REPLACE FUNCTION dead_letter_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    states text[];
    fingerprints text[];
    numbers bigint[];
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM dead_letter_total;
    WHEN 'INSERT' THEN
        SELECT array_agg(c.state), array_agg(c.fingerprint), array_agg(c.letters) INTO states, fingerprints, numbers
          FROM (SELECT f.state, f.fingerprint, count(*) AS letters FROM fresh f GROUP BY 1, 2) c;
    WHEN 'DELETE' THEN
        SELECT array_agg(c.state), array_agg(c.fingerprint), array_agg(-c.letters) INTO states, fingerprints, numbers
          FROM (SELECT g.state, g.fingerprint, count(*) AS letters FROM gone g GROUP BY 1, 2) c;
    ELSE
        IF NOT EXISTS (SELECT FROM gone) THEN
            RETURN NULL;
        END IF;
        SELECT array_agg(c.state), array_agg(c.fingerprint), array_agg(c.letters) INTO states, fingerprints, numbers
          FROM (SELECT f.state, f.fingerprint, count(*) AS letters FROM fresh f GROUP BY 1, 2
                 UNION ALL
                SELECT g.state, g.fingerprint, -count(*) FROM gone g GROUP BY 1, 2) c;
    END CASE;
    IF states IS NOT NULL THEN -- else the statement changed no row
        PERFORM dead_letter_total_merge(states, fingerprints, numbers);
    END IF;
    RETURN NULL;
END
$$;
