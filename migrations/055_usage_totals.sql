-- oldest-program: 0.1.0
-- What reports add up over all years is kept as sums, by month: what attempts have called, and how they ended. Triggers
-- keep them in the transaction that writes the rows, a statement at a time, and in the order of their keys.

CREATE TABLE usage_total (
    year           smallint NOT NULL,
    month          smallint NOT NULL,
    generation     integer NOT NULL,
    provider       text NOT NULL,
    outcome        text NOT NULL,
    order_id       bigint NOT NULL,
    prompt_variant text NOT NULL,
    calls          bigint NOT NULL,
    units          bigint NOT NULL,
    tokens_in      bigint NOT NULL,
    tokens_out     bigint NOT NULL,
    cost           numeric NOT NULL,
    unpriced       bigint NOT NULL,
    PRIMARY KEY (year, month, generation, provider, outcome, order_id, prompt_variant)
) WITH (fillfactor = 70);
COMMENT ON TABLE usage_total IS 'The rows of attempt_usage whose attempts are there, summed up by month, order and prompt.';
COMMENT ON COLUMN usage_total.order_id IS '0: a person scheduled it.';
COMMENT ON COLUMN usage_total.prompt_variant IS 'Empty: none is known.';

ALTER TABLE backfill_attempt ADD COLUMN usage_gone boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN backfill_attempt.usage_gone IS 'Its rows of attempt_usage were deleted, or never there: reports take what it called from calls.';
UPDATE backfill_attempt a
   SET usage_gone = true
 WHERE a.calls <> '{}' AND a.ended_at IS NOT NULL AND NOT EXISTS (SELECT FROM attempt_usage u WHERE u.claim_token = a.claim_token);
CREATE INDEX backfill_attempt_usage_gone ON backfill_attempt (year, month) WHERE usage_gone;

-- An attempt of which no row is left tells from then on what it called itself.
CREATE FUNCTION usage_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM usage_total;
        UPDATE backfill_attempt SET usage_gone = true WHERE ended_at IS NOT NULL AND NOT usage_gone;
    WHEN 'INSERT' THEN
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
COMMENT ON FUNCTION usage_total_add IS 'Trigger of attempt_usage: keeps the sums.';
CREATE TRIGGER attempt_usage_inserted AFTER INSERT ON attempt_usage
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION usage_total_add();
CREATE TRIGGER attempt_usage_updated AFTER UPDATE ON attempt_usage
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION usage_total_add();
CREATE TRIGGER attempt_usage_deleted AFTER DELETE ON attempt_usage
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION usage_total_add();
CREATE TRIGGER attempt_usage_truncated AFTER TRUNCATE ON attempt_usage
    FOR EACH STATEMENT EXECUTE FUNCTION usage_total_add();

-- The usage of an attempt goes with it, and so its part of the sums, whoever deletes it.
CREATE FUNCTION usage_total_take_back() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO usage_total AS t (year, month, generation, order_id, prompt_variant, provider, outcome, calls, units, tokens_in, tokens_out, cost, unpriced)
    SELECT a.year, a.month, a.generation, coalesce(a.order_id, 0), coalesce(a.prompt_variant, ''), u.provider, u.outcome, -sum(u.calls),
           -sum(u.units), -sum(u.tokens_in), -sum(u.tokens_out), -sum(u.cost), -sum(u.unpriced)
      FROM gone a JOIN attempt_usage u USING (claim_token)
     GROUP BY 1, 2, 3, 4, 5, 6, 7
     ORDER BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (year, month, generation, provider, outcome, order_id, prompt_variant) DO UPDATE
       SET calls = t.calls + excluded.calls, units = t.units + excluded.units, tokens_in = t.tokens_in + excluded.tokens_in,
           tokens_out = t.tokens_out + excluded.tokens_out, cost = t.cost + excluded.cost, unpriced = t.unpriced + excluded.unpriced;
    DELETE FROM attempt_usage u USING gone g WHERE u.claim_token = g.claim_token;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION usage_total_take_back IS 'Trigger of backfill_attempt: deletes the usage of deleted attempts, and takes it out of the sums.';
CREATE TRIGGER backfill_attempt_deleted_usage AFTER DELETE ON backfill_attempt
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION usage_total_take_back();

INSERT INTO usage_total (year, month, generation, order_id, prompt_variant, provider, outcome, calls, units, tokens_in, tokens_out, cost, unpriced)
SELECT a.year, a.month, a.generation, coalesce(a.order_id, 0), coalesce(a.prompt_variant, ''), u.provider, u.outcome, sum(u.calls),
       sum(u.units), sum(u.tokens_in), sum(u.tokens_out), sum(u.cost), sum(u.unpriced)
  FROM attempt_usage u JOIN backfill_attempt a USING (claim_token)
 GROUP BY 1, 2, 3, 4, 5, 6, 7;

-- ---- how attempts ended ----

CREATE TABLE attempt_total (
    year        smallint NOT NULL,
    month       smallint NOT NULL,
    outcome     text NOT NULL,
    error_class text NOT NULL,
    bucket      integer NOT NULL,
    attempts    bigint NOT NULL,
    seconds     numeric NOT NULL,
    last_at     timestamptz NOT NULL,
    PRIMARY KEY (year, month, outcome, error_class, bucket)
) WITH (fillfactor = 70);
COMMENT ON TABLE attempt_total IS 'The attempts that have ended, by month, outcome, class of the error and bucket of their duration (metric_bucket).';
COMMENT ON COLUMN attempt_total.error_class IS 'Empty: they had no error.';
COMMENT ON COLUMN attempt_total.last_at IS 'When the last one ended that was counted here, by now perhaps deleted.';

CREATE FUNCTION attempt_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM attempt_total;
        DELETE FROM usage_total;
    WHEN 'INSERT' THEN
        INSERT INTO attempt_total AS t (year, month, outcome, error_class, bucket, attempts, seconds, last_at)
        SELECT c.year, c.month, c.outcome, coalesce(c.error_class, ''), metric_bucket(c.ended_at - c.started_at), count(*),
               sum(extract(epoch FROM c.ended_at - c.started_at)), max(c.ended_at)
          FROM fresh c
         WHERE c.ended_at IS NOT NULL
         GROUP BY 1, 2, 3, 4, 5
         ORDER BY 1, 2, 3, 4, 5
            ON CONFLICT (year, month, outcome, error_class, bucket) DO UPDATE
           SET attempts = t.attempts + excluded.attempts, seconds = t.seconds + excluded.seconds, last_at = greatest(t.last_at, excluded.last_at);
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
COMMENT ON FUNCTION attempt_total_add IS 'Trigger of backfill_attempt: keeps the sums.';
CREATE TRIGGER backfill_attempt_inserted_total AFTER INSERT ON backfill_attempt
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION attempt_total_add();
CREATE TRIGGER backfill_attempt_updated_total AFTER UPDATE ON backfill_attempt
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION attempt_total_add();
CREATE TRIGGER backfill_attempt_deleted_total AFTER DELETE ON backfill_attempt
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION attempt_total_add();
CREATE TRIGGER backfill_attempt_truncated_total AFTER TRUNCATE ON backfill_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION attempt_total_add();

INSERT INTO attempt_total (year, month, outcome, error_class, bucket, attempts, seconds, last_at)
SELECT a.year, a.month, a.outcome, coalesce(a.error_class, ''), metric_bucket(a.ended_at - a.started_at), count(*),
       sum(extract(epoch FROM a.ended_at - a.started_at)), max(a.ended_at)
  FROM backfill_attempt a
 WHERE a.ended_at IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5;
