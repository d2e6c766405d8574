-- oldest-program: 0.1.0
-- Months that fail alike, one after the other, fail for a reason that is no month's: a setting of ours, or what a
-- service has changed. Then the provider is closed, and the months wait uncharged.

ALTER TABLE provider_state ADD COLUMN alike text, ADD COLUMN alike_months integer[];
ALTER TABLE provider_state ADD CONSTRAINT provider_state_alike
    CHECK ((alike IS NULL) = (alike_months IS NULL) AND length(alike) <= 400 AND cardinality(alike_months) BETWEEN 1 AND 20);
COMMENT ON COLUMN provider_state.alike IS 'How the last months failed by it, numbers left out; NULL: the last one did not.';
COMMENT ON COLUMN provider_state.alike_months IS 'These months, year * 12 + month - 1, each once, the first twenty.';
