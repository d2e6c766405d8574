-- oldest-program: 0.1.0
-- Counters of monitoring never go back: what is deleted by age stays counted.

CREATE TABLE metric_kept (
    metric text NOT NULL CHECK (metric IN ('calls', 'attempts')),
    label  text NOT NULL,
    part   text NOT NULL,
    number bigint NOT NULL DEFAULT 0,
    total  numeric NOT NULL DEFAULT 0,
    PRIMARY KEY (metric, label, part)
);
COMMENT ON TABLE metric_kept IS 'What deleted rows had counted: calls by provider (label) and outcome (part); attempts by outcome (label) and bucket of their duration (part), with their seconds (total).';

-- The last bucket, 7, has no upper limit.
CREATE FUNCTION metric_bucket(p_duration interval) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT width_bucket(p_duration, '{1 s,5 s,15 s,1 min,5 min,15 min,1 h}'::interval[]) $$;
COMMENT ON FUNCTION metric_bucket IS 'The place of a duration among the upper limits 1, 5, 15, 60, 300, 900 and 3600 seconds, from 0.';

CREATE FUNCTION metric_keep_calls() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO metric_kept AS k (metric, label, part, number)
    SELECT 'calls', g.provider, g.outcome, sum(g.calls) FROM gone g GROUP BY g.provider, g.outcome ORDER BY g.provider, g.outcome
        ON CONFLICT (metric, label, part) DO UPDATE SET number = k.number + excluded.number;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION metric_keep_calls IS 'Trigger of provider_usage: keeps the number of calls that deleted rows had.';
CREATE TRIGGER provider_usage_deleted AFTER DELETE ON provider_usage
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION metric_keep_calls();

CREATE FUNCTION metric_keep_attempts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO metric_kept AS k (metric, label, part, number, total)
    SELECT 'attempts', d.outcome, metric_bucket(d.duration)::text, count(*), extract(epoch FROM sum(d.duration))
      FROM (SELECT g.outcome, g.ended_at - g.started_at AS duration FROM gone g WHERE g.ended_at IS NOT NULL) d
     GROUP BY 2, 3
     ORDER BY 2, 3
        ON CONFLICT (metric, label, part) DO UPDATE SET number = k.number + excluded.number, total = k.total + excluded.total;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION metric_keep_attempts IS 'Trigger of backfill_attempt: keeps the durations that deleted rows had.';
CREATE TRIGGER backfill_attempt_deleted AFTER DELETE ON backfill_attempt
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION metric_keep_attempts();
