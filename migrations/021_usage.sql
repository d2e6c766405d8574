-- oldest-program: 0.1.0
-- Every call is counted twice by one statement: in provider_usage, by the provider's day, and here by the attempt
-- that made it. So a month's calls are known when its worker was killed, too, and what is counted by month, order
-- or prompt adds up to what is counted by day.

ALTER TABLE provider_usage ADD COLUMN unpriced bigint NOT NULL DEFAULT 0 CHECK (unpriced >= 0);
COMMENT ON COLUMN provider_usage.unpriced IS 'So many of the calls have no price: what they cost is not known, and is not in the cost.';
UPDATE provider_usage SET unpriced = calls WHERE cost = 0 AND tokens_in + tokens_out > 0;

CREATE TABLE attempt_usage (
    claim_token uuid NOT NULL,
    provider    text NOT NULL,
    day         date NOT NULL,
    outcome     text NOT NULL,
    calls       bigint NOT NULL DEFAULT 0 CHECK (calls >= 0),
    units       bigint NOT NULL DEFAULT 0 CHECK (units >= 0),
    tokens_in   bigint NOT NULL DEFAULT 0 CHECK (tokens_in >= 0),
    tokens_out  bigint NOT NULL DEFAULT 0 CHECK (tokens_out >= 0),
    cost        numeric(14, 6) NOT NULL DEFAULT 0 CHECK (cost >= 0),
    unpriced    bigint NOT NULL DEFAULT 0 CHECK (unpriced >= 0),
    PRIMARY KEY (claim_token, provider, day, outcome)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX attempt_usage_day ON attempt_usage (day);
COMMENT ON TABLE attempt_usage IS 'The calls of provider_usage by the attempt that made them; written by the same statement.';
COMMENT ON COLUMN attempt_usage.claim_token IS 'Of backfill_attempt; all zeros: calls of no month, as ''try'' makes them, and those that ask a provider for its own count.';
COMMENT ON COLUMN attempt_usage.outcome IS 'As in provider_usage. earlier: calls of before this table was there, whose outcomes and cost were not kept by attempt.';

-- The calls that attempts said they had made. A provider whose usage is deleted by now has none here either.
INSERT INTO attempt_usage (claim_token, provider, day, outcome, calls, units, unpriced)
SELECT a.claim_token, c.key, d.day, 'earlier', c.value::bigint, c.value::bigint, CASE WHEN k.costs THEN c.value::bigint ELSE 0 END
  FROM backfill_attempt a
 CROSS JOIN LATERAL jsonb_each_text(a.calls) c
  JOIN (SELECT u.provider, min(u.day) AS first, coalesce(min(s.zone), 'UTC') AS zone,
               bool_or(u.cost > 0 OR u.tokens_in + u.tokens_out > 0) AS costs
          FROM provider_usage u LEFT JOIN provider_state s USING (provider) GROUP BY u.provider) k ON k.provider = c.key
 CROSS JOIN LATERAL (SELECT (a.started_at AT TIME ZONE k.zone)::date AS day) d
 WHERE c.value::bigint > 0 AND d.day >= k.first;

COMMENT ON COLUMN backfill_attempt.calls IS 'Calls of this attempt by provider, as they were known when it ended: {"gemini": 1, "isbndb": 19}. attempt_usage has every one.';

-- Which standing order a month was scheduled by. It outlives the operation that says so.
CREATE INDEX operation_item_job_id ON operation_item (job_id) WHERE job_id IS NOT NULL;
ALTER TABLE backfill_attempt ADD COLUMN order_id bigint;
COMMENT ON COLUMN backfill_attempt.order_id IS 'The standing order that scheduled its job; NULL: a person did.';
UPDATE backfill_attempt a
   SET order_id = (o.request ->> 'order_id')::bigint
  FROM operation_item i JOIN operation o ON o.id = i.operation_id
 WHERE i.job_id = a.job_id AND o.kind = 'schedule' AND o.request ? 'order_id';

CREATE FUNCTION attempt_calls(p_claim uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
SELECT coalesce(jsonb_object_agg(u.provider, u.calls), '{}')
  FROM (SELECT provider, sum(calls) AS calls FROM attempt_usage WHERE claim_token = p_claim GROUP BY provider) u
$$;
COMMENT ON FUNCTION attempt_calls IS 'The calls of an attempt by provider, as far as they are recorded: for whoever ends an attempt that is not its own.';

CREATE INDEX backfill_attempt_completed ON backfill_attempt (ended_at, id) WHERE outcome = 'completed';

-- What a month takes until its books are made for the first time: all attempts of the generation up to the one
-- that completes it. What is taken again later, for some books or a provider, is no month's worth of calls.
CREATE FUNCTION calls_a_month(OUT provider text, OUT months bigint, OUT calls bigint) RETURNS SETOF record
    LANGUAGE sql STABLE
    AS $$
WITH made AS MATERIALIZED (
    SELECT a.id, a.year, a.month, a.generation, row_number() OVER (ORDER BY a.ended_at DESC, a.id DESC) AS age
      FROM backfill_attempt a
     WHERE a.outcome = 'completed'
       AND NOT EXISTS (SELECT FROM backfill_attempt b
                        WHERE b.year = a.year AND b.month = a.month AND b.id < a.id
                          AND b.generation = a.generation AND b.outcome = 'completed')
     ORDER BY a.ended_at DESC, a.id DESC
     LIMIT 50
)
SELECT u.provider, max(m.age), sum(u.calls)::bigint
  FROM made m
  JOIN backfill_attempt a ON a.year = m.year AND a.month = m.month AND a.id <= m.id AND a.generation = m.generation
  JOIN attempt_usage u ON u.claim_token = a.claim_token
 WHERE u.calls > 0
 GROUP BY u.provider
$$;
COMMENT ON FUNCTION calls_a_month IS 'What the last 50 generations that were made have taken, by provider: calls, and so many of them, back to the first in which it was asked; before, it was not configured.';

-- As before, and what its worker has called is kept with the attempt that is ended.
CREATE OR REPLACE FUNCTION dead_letter_schedule(p_letter bigint, m backfill_log, p_actor text) RETURNS uuid
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    job uuid := gen_random_uuid();
    fresh boolean := m.status = 'completed';
BEGIN
    UPDATE backfill_attempt a
       SET outcome = 'cancelled', ended_at = greatest(clock_timestamp(), a.started_at), calls = attempt_calls(a.claim_token),
           error_class = 'cancelled', error_message = 'replayed by ' || p_actor
     WHERE a.claim_token = m.claim_token AND a.outcome = 'running';
    DELETE FROM outbox o WHERE o.job_id = m.job_id AND o.destination = 'backfill';
    WITH scheduled AS (
        UPDATE backfill_log l
           SET status = 'queued',
               held = false,
               job_id = job,
               replay_of = p_letter,
               queued_at = clock_timestamp(),
               announced_at = clock_timestamp(),
               owner = NULL, claim_token = NULL, checkpoint_at = NULL,
               started_at = NULL, completed_at = NULL, retry_at = NULL, last_retry_at = NULL, waits_for = NULL,
               error_class = NULL, error_message = NULL,
               retry_count = 0, crash_count = 0,
               books_generated = 0, isbns_resolved = 0, isbns_queued = 0, resolution_rate = NULL,
               gemini_calls = 0, xai_calls = 0, isbndb_calls = 0,
               prompt_variant = coalesce(l.prompt_variant,
                                         CASE WHEN l.year >= 2020 THEN 'contemporary-notable' ELSE 'baseline' END),
               generation = l.generation + fresh::int,
               stage = CASE WHEN NOT fresh THEN l.stage END,
               generator_failures = CASE WHEN fresh THEN '{}' ELSE l.generator_failures END
         WHERE l.year = m.year AND l.month = m.month
        RETURNING l.*
    )
    INSERT INTO outbox_message SELECT o.* FROM scheduled s, month_message(s) o;
    RETURN job;
END
$$;
