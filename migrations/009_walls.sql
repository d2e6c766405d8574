-- oldest-program: 0.1.0
-- What a month that was put off waits for is data, and opening a provider frees what waits for it.

ALTER TABLE backfill_log ADD COLUMN waits_for text[]
    CONSTRAINT backfill_log_waits_for CHECK (cardinality(waits_for) > 0);
COMMENT ON COLUMN backfill_log.waits_for IS
    'While its status is retry: the providers that could not be asked, in the order of their names. The first to open makes it due. NULL: it waits for none.';
ALTER TABLE provider_state ADD COLUMN opened_at timestamptz;
COMMENT ON COLUMN provider_state.opened_at IS
    'When it was last opened, by an operator or after its configuration was read again: what was seen of it before that says nothing.';

-- Until now a month that was put off named its provider in its message alone.
UPDATE backfill_log l
   SET waits_for = w.providers
  FROM (SELECT m.year, m.month, array_agg(s.provider ORDER BY s.provider) AS providers
          FROM backfill_log m
          JOIN provider_state s ON m.error_message ~ ('\m' || s.provider || '\M')
         WHERE m.status = 'retry' AND m.error_class IN ('quota', 'config', 'rate_limited')
         GROUP BY m.year, m.month) w
 WHERE l.year = w.year AND l.month = w.month;

-- The rows of providers are locked first, with the lock that month_give_up waits for; the months are
-- read after that. A month that somebody else holds at this moment is being changed: it is no waiting one.
CREATE FUNCTION provider_open(p_providers text[], p_class text DEFAULT NULL)
    RETURNS TABLE (provider text, before jsonb, was_closed boolean, months_due bigint)
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    state provider_state;
BEGIN
    FOR state IN SELECT s.* FROM provider_state s
                  WHERE s.provider = ANY(p_providers)
                    AND (p_class IS NULL OR (s.closed_class = p_class AND s.closed_until > clock_timestamp()))
                  ORDER BY s.provider
                    FOR UPDATE LOOP
        UPDATE provider_state s
           SET closed_until = NULL, closed_class = NULL, closed_why = NULL, failures = 0,
               opened_at = clock_timestamp(), updated_at = clock_timestamp()
         WHERE s.provider = state.provider;
        WITH waiting AS (
            SELECT l.year, l.month FROM backfill_log l
             WHERE l.status = 'retry' AND l.retry_at > clock_timestamp() AND state.provider = ANY(l.waits_for)
             ORDER BY l.year, l.month
               FOR NO KEY UPDATE SKIP LOCKED
        ), due AS (
            UPDATE backfill_log l
               SET retry_at = clock_timestamp()
              FROM waiting w
             WHERE l.year = w.year AND l.month = w.month
            RETURNING l.job_id
        ), announced AS (
            UPDATE outbox o
               SET available_at = clock_timestamp()
              FROM due d
             WHERE o.job_id = d.job_id AND o.destination = 'backfill'
        )
        SELECT count(*) INTO months_due FROM due;
        provider := state.provider;
        before := jsonb_build_object('closed_until', state.closed_until, 'class', state.closed_class,
                                     'why', state.closed_why, 'failures', state.failures);
        was_closed := coalesce(state.closed_until > clock_timestamp(), false);
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION provider_open IS
    'Open providers, those that are closed for p_class where it is given: their closings and failures are forgotten, and the months that wait for them are due now.';
