-- oldest-program: 0.1.0
-- What months and dead letters put in the outbox is written in one place each.

CREATE VIEW outbox_message AS
    SELECT destination, type, message_id, correlation_id, content_type, headers, body,
           year, month, job_id, available_at
      FROM outbox;
COMMENT ON VIEW outbox_message IS
    'The columns of outbox that make a message; what is inserted here gets its id and the rest by default.';

-- The outbox row of a month's message. INSERT INTO outbox_message SELECT m.* FROM taken t, month_message(t) m
-- announces the months of "taken": at once, or rests_ms later, but never before their retry is due.
CREATE FUNCTION month_message(l backfill_log, rests_ms bigint DEFAULT 0) RETURNS SETOF outbox_message
    LANGUAGE sql STABLE
    AS $$
SELECT 'backfill', 'backfill.month.v1', l.job_id::text, l.job_id::text, 'application/json', '{}'::jsonb,
       backfill_message(l), l.year, l.month, l.job_id,
       greatest(l.retry_at, clock_timestamp() + rests_ms * interval '1 ms')
$$;
COMMENT ON FUNCTION month_message IS 'The outbox row that announces a month.';

-- What a dead letter says of itself, whoever writes it; dead_letter_read() reads it again.
CREATE FUNCTION dead_letter_headers(letter_id text, reason text, error_class text, error text, attempts integer,
                                    worker text, first_at timestamptz, last_at timestamptz) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
SELECT jsonb_build_object(
           'backfill-letter-id', letter_id,
           'backfill-reason', reason,
           'backfill-error-class', error_class,
           'backfill-error', error,
           'backfill-attempts', attempts::text,
           'backfill-worker', worker,
           'backfill-first-at', to_char(first_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'backfill-last-at', to_char(last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
$$;
COMMENT ON FUNCTION dead_letter_headers IS 'The headers of a dead letter, without those of the message itself.';

-- The dead letter of a month that has failed: what its row says of the error, and the attempt of that claim.
CREATE FUNCTION month_letter(l backfill_log, letter_id text, reason text, attempts integer, claim uuid)
    RETURNS SETOF outbox_message
    LANGUAGE sql STABLE
    AS $$
SELECT 'backfill_dead', 'backfill.month.v1', l.job_id::text, l.job_id::text, 'application/json',
       dead_letter_headers(coalesce(letter_id, gen_random_uuid()::text), reason, l.error_class, l.error_message,
                           attempts, (SELECT a.worker FROM backfill_attempt a WHERE a.claim_token = claim),
                           (SELECT min(a.started_at) FROM backfill_attempt a WHERE a.job_id = l.job_id),
                           l.completed_at),
       backfill_message(l), l.year, l.month, l.job_id, clock_timestamp()
$$;
COMMENT ON FUNCTION month_letter IS
    'The outbox row of the dead letter of a failed month; without a letter_id it gets a new one.';
