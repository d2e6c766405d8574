-- oldest-program: 0.1.0
-- What reports add up over all years is kept as sums, by month: what attempts have called, and how they ended. Triggers
-- keep them in the transaction that writes the rows, a statement at a time. A row of sums that somebody else has locked
-- is left as it is, and another one stands beside it: so nobody waits, and locks have no order.

CREATE TABLE usage_total (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year           smallint NOT NULL,
    month          smallint NOT NULL,
    generation     integer NOT NULL,
    order_id       bigint,
    prompt_variant text,
    provider       text NOT NULL,
    outcome        text NOT NULL,
    calls          bigint NOT NULL,
    units          bigint NOT NULL,
    tokens_in      bigint NOT NULL,
    tokens_out     bigint NOT NULL,
    cost           numeric NOT NULL,
    unpriced       bigint NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE usage_total IS 'The rows of attempt_usage whose attempts are there, summed up by month, order and prompt: the sum of the rows of each. There may be several, because nobody waits for another who changes one.';
CREATE INDEX usage_total_month ON usage_total (year, month, generation, provider, outcome);

ALTER TABLE backfill_attempt ADD COLUMN usage_gone boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN backfill_attempt.usage_gone IS 'Its rows of attempt_usage were deleted, or never there: reports take what it called from calls.';
UPDATE backfill_attempt a
   SET usage_gone = true
 WHERE a.calls <> '{}' AND a.ended_at IS NOT NULL AND NOT EXISTS (SELECT FROM attempt_usage u WHERE u.claim_token = a.claim_token);
CREATE INDEX backfill_attempt_usage_gone ON backfill_attempt (year, month) WHERE usage_gone;

CREATE FUNCTION usage_total_merge(p_changes usage_total[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH change AS MATERIALIZED (
        SELECT c.year, c.month, c.generation, c.order_id, c.prompt_variant, c.provider, c.outcome, sum(c.calls) AS calls,
               sum(c.units) AS units, sum(c.tokens_in) AS tokens_in, sum(c.tokens_out) AS tokens_out, sum(c.cost) AS cost,
               sum(c.unpriced) AS unpriced
          FROM unnest(p_changes) c
         GROUP BY c.year, c.month, c.generation, c.order_id, c.prompt_variant, c.provider, c.outcome
    ), place AS MATERIALIZED (
        SELECT c.*, t.id
          FROM change c
          LEFT JOIN LATERAL (SELECT u.id
                               FROM usage_total u
                              WHERE u.year = c.year AND u.month = c.month AND u.generation = c.generation AND u.provider = c.provider
                                AND u.outcome = c.outcome AND u.order_id IS NOT DISTINCT FROM c.order_id
                                AND u.prompt_variant IS NOT DISTINCT FROM c.prompt_variant
                              LIMIT 1
                                FOR NO KEY UPDATE SKIP LOCKED) t ON true
    ), added AS (
        UPDATE usage_total u
           SET calls = u.calls + p.calls, units = u.units + p.units, tokens_in = u.tokens_in + p.tokens_in,
               tokens_out = u.tokens_out + p.tokens_out, cost = u.cost + p.cost, unpriced = u.unpriced + p.unpriced
          FROM place p
         WHERE u.id = p.id
    )
    INSERT INTO usage_total (year, month, generation, order_id, prompt_variant, provider, outcome, calls, units, tokens_in,
                             tokens_out, cost, unpriced)
    SELECT p.year, p.month, p.generation, p.order_id, p.prompt_variant, p.provider, p.outcome, p.calls, p.units, p.tokens_in,
           p.tokens_out, p.cost, p.unpriced
      FROM place p
     WHERE p.id IS NULL;
END
$$;
COMMENT ON FUNCTION usage_total_merge IS 'Adds numbers, negative ones too, to the sums of their months, orders and prompts.';

-- An attempt of which no row is left tells from then on what it called itself.
CREATE FUNCTION usage_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    changes usage_total[];
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM usage_total;
        UPDATE backfill_attempt SET usage_gone = true WHERE ended_at IS NOT NULL AND NOT usage_gone;
    WHEN 'INSERT' THEN
        SELECT array_agg(ROW(0, a.year, a.month, a.generation, a.order_id, a.prompt_variant, u.provider, u.outcome, u.calls, u.units,
                             u.tokens_in, u.tokens_out, u.cost, u.unpriced)::usage_total)
          INTO changes
          FROM fresh u JOIN backfill_attempt a USING (claim_token);
    WHEN 'UPDATE' THEN
        SELECT array_agg(ROW(0, a.year, a.month, a.generation, a.order_id, a.prompt_variant, u.provider, u.outcome, u.calls, u.units,
                             u.tokens_in, u.tokens_out, u.cost, u.unpriced)::usage_total)
          INTO changes
          FROM (SELECT f.* FROM fresh f
                 UNION ALL
                SELECT g.claim_token, g.provider, g.day, g.outcome, -g.calls, -g.units, -g.tokens_in, -g.tokens_out, -g.cost, -g.unpriced
                  FROM gone g) u
          JOIN backfill_attempt a USING (claim_token);
    ELSE
        SELECT array_agg(ROW(0, a.year, a.month, a.generation, a.order_id, a.prompt_variant, u.provider, u.outcome, -u.calls, -u.units,
                             -u.tokens_in, -u.tokens_out, -u.cost, -u.unpriced)::usage_total)
          INTO changes
          FROM gone u JOIN backfill_attempt a USING (claim_token);
        UPDATE backfill_attempt a
           SET usage_gone = true
          FROM (SELECT DISTINCT g.claim_token FROM gone g) g
         WHERE a.claim_token = g.claim_token AND a.ended_at IS NOT NULL AND NOT a.usage_gone
           AND NOT EXISTS (SELECT FROM attempt_usage u WHERE u.claim_token = a.claim_token);
    END CASE;
    IF changes IS NOT NULL THEN -- else no row of an attempt was changed
        PERFORM usage_total_merge(changes);
    END IF;
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
DECLARE
    changes usage_total[];
BEGIN
    SELECT array_agg(ROW(0, a.year, a.month, a.generation, a.order_id, a.prompt_variant, u.provider, u.outcome, -u.calls, -u.units,
                         -u.tokens_in, -u.tokens_out, -u.cost, -u.unpriced)::usage_total)
      INTO changes
      FROM gone a JOIN attempt_usage u USING (claim_token);
    IF changes IS NOT NULL THEN
        PERFORM usage_total_merge(changes);
        DELETE FROM attempt_usage u USING gone g WHERE u.claim_token = g.claim_token;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION usage_total_take_back IS 'Trigger of backfill_attempt: deletes the usage of deleted attempts, and takes it out of the sums.';
CREATE TRIGGER backfill_attempt_deleted_usage AFTER DELETE ON backfill_attempt
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION usage_total_take_back();

INSERT INTO usage_total (year, month, generation, order_id, prompt_variant, provider, outcome, calls, units, tokens_in,
                         tokens_out, cost, unpriced)
SELECT a.year, a.month, a.generation, a.order_id, a.prompt_variant, u.provider, u.outcome, sum(u.calls), sum(u.units),
       sum(u.tokens_in), sum(u.tokens_out), sum(u.cost), sum(u.unpriced)
  FROM attempt_usage u JOIN backfill_attempt a USING (claim_token)
 GROUP BY a.year, a.month, a.generation, a.order_id, a.prompt_variant, u.provider, u.outcome;

-- ---- how attempts ended ----

CREATE TABLE attempt_total (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year        smallint NOT NULL,
    month       smallint NOT NULL,
    outcome     text NOT NULL,
    error_class text,
    bucket      integer NOT NULL,
    attempts    bigint NOT NULL,
    seconds     numeric NOT NULL,
    last_at     timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE attempt_total IS 'The attempts that have ended, by month, outcome, class of the error and bucket of their duration (metric_bucket): the sum of the rows of each. There may be several, because nobody waits for another who changes one.';
COMMENT ON COLUMN attempt_total.last_at IS 'When the last one ended that was counted here, by now perhaps deleted.';
CREATE INDEX attempt_total_month ON attempt_total (year, month, outcome);

CREATE FUNCTION attempt_total_merge(p_changes attempt_total[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH change AS MATERIALIZED (
        SELECT c.year, c.month, c.outcome, c.error_class, c.bucket, sum(c.attempts) AS attempts, sum(c.seconds) AS seconds,
               max(c.last_at) AS last_at
          FROM unnest(p_changes) c
         GROUP BY c.year, c.month, c.outcome, c.error_class, c.bucket
        HAVING sum(c.attempts) <> 0 OR sum(c.seconds) <> 0
    ), place AS MATERIALIZED (
        SELECT c.*, t.id
          FROM change c
          LEFT JOIN LATERAL (SELECT o.id
                               FROM attempt_total o
                              WHERE o.year = c.year AND o.month = c.month AND o.outcome = c.outcome AND o.bucket = c.bucket
                                AND o.error_class IS NOT DISTINCT FROM c.error_class
                              LIMIT 1
                                FOR NO KEY UPDATE SKIP LOCKED) t ON true
    ), added AS (
        UPDATE attempt_total o
           SET attempts = o.attempts + p.attempts, seconds = o.seconds + p.seconds, last_at = greatest(o.last_at, p.last_at)
          FROM place p
         WHERE o.id = p.id
    )
    INSERT INTO attempt_total (year, month, outcome, error_class, bucket, attempts, seconds, last_at)
    SELECT p.year, p.month, p.outcome, p.error_class, p.bucket, p.attempts, p.seconds, p.last_at FROM place p WHERE p.id IS NULL;
END
$$;
COMMENT ON FUNCTION attempt_total_merge IS 'Adds numbers, negative ones too, to the sums of attempts.';

CREATE FUNCTION attempt_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    changes attempt_total[];
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM attempt_total;
        DELETE FROM usage_total;
    WHEN 'INSERT' THEN
        SELECT array_agg(ROW(0, f.year, f.month, f.outcome, f.error_class, metric_bucket(f.ended_at - f.started_at), 1,
                             extract(epoch FROM f.ended_at - f.started_at), f.ended_at)::attempt_total)
          INTO changes
          FROM fresh f
         WHERE f.ended_at IS NOT NULL;
    WHEN 'DELETE' THEN
        SELECT array_agg(ROW(0, g.year, g.month, g.outcome, g.error_class, metric_bucket(g.ended_at - g.started_at), -1,
                             -extract(epoch FROM g.ended_at - g.started_at), g.ended_at)::attempt_total)
          INTO changes
          FROM gone g
         WHERE g.ended_at IS NOT NULL;
    ELSE
        SELECT array_agg(ROW(0, c.year, c.month, c.outcome, c.error_class, metric_bucket(c.ended_at - c.started_at), c.sign,
                             c.sign * extract(epoch FROM c.ended_at - c.started_at), c.ended_at)::attempt_total)
          INTO changes
          FROM (SELECT f.year, f.month, f.outcome, f.error_class, f.started_at, f.ended_at, 1 AS sign FROM fresh f
                 UNION ALL
                SELECT g.year, g.month, g.outcome, g.error_class, g.started_at, g.ended_at, -1 FROM gone g) c
         WHERE c.ended_at IS NOT NULL;
    END CASE;
    IF changes IS NOT NULL THEN -- else none has ended
        PERFORM attempt_total_merge(changes);
    END IF;
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
SELECT a.year, a.month, a.outcome, a.error_class, metric_bucket(a.ended_at - a.started_at), count(*),
       sum(extract(epoch FROM a.ended_at - a.started_at)), max(a.ended_at)
  FROM backfill_attempt a
 WHERE a.ended_at IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5;
