-- oldest-program: 0.1.0
-- Bookings of calls are taken once, also when the answer to their COMMIT was lost.

CREATE TABLE provider_booking (
    gate      uuid PRIMARY KEY,
    number    bigint NOT NULL,
    booked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE provider_booking IS 'The last batch of outcomes that each process has booked in provider_usage.';
