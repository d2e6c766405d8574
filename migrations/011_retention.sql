-- oldest-program: 0.1.0
-- What a resolver answered is kept whole, with the job that asked. Instant: no table is rewritten.

ALTER TABLE lookup_outcome
    ADD COLUMN job_id uuid,
    ADD COLUMN confidence text CHECK (confidence IN ('high', 'medium', 'low', 'not_found')),
    ADD COLUMN evidence jsonb,
    ADD COLUMN matched_title text;
COMMENT ON TABLE lookup_outcome IS 'What a resolver answered for a book. It holds until its time, and as long as the job that asked is open. Pruned by age (retention.lookups_days).';
COMMENT ON COLUMN lookup_outcome.job_id IS 'The job that asked; NULL: before it was kept.';
COMMENT ON COLUMN lookup_outcome.confidence IS 'As evidence and matched_title: of the match, so that another month need not ask for the same book.';
COMMENT ON TABLE provider_response IS 'Raw answers of generators, stored before anything else is tried, so that a parse can be repeated without paying again. Pruned by age (retention.answers_days).';
