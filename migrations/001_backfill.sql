-- oldest-program: 0.1.0
-- The month's state machine, its books, the outbox, and what the fleet shares.

CREATE TABLE process (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    role         text NOT NULL,
    host         text NOT NULL,
    pid          integer NOT NULL,
    version      text NOT NULL,
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stopped_at   timestamptz
);
COMMENT ON TABLE process IS 'One row a running process; it beats heartbeat_at every second and holds the session advisory lock (hashtext(schema), id).';
COMMENT ON COLUMN process.stopped_at IS 'Set by an orderly end; a process that was killed leaves it NULL.';

CREATE TABLE backfill_log (
    year            smallint NOT NULL CHECK (year BETWEEN 1900 AND 2100),
    month           smallint NOT NULL CHECK (month BETWEEN 1 AND 12),
    status          text NOT NULL DEFAULT 'pending'
                    CHECK (status IN ('pending', 'queued', 'processing', 'retry', 'completed', 'failed')),
    books_generated integer NOT NULL DEFAULT 0,
    isbns_resolved  integer NOT NULL DEFAULT 0,
    resolution_rate numeric(5, 2) CHECK (resolution_rate BETWEEN 0 AND 100),
    isbns_queued    integer NOT NULL DEFAULT 0,
    gemini_calls    integer NOT NULL DEFAULT 0 CHECK (gemini_calls >= 0),
    xai_calls       integer NOT NULL DEFAULT 0 CHECK (xai_calls >= 0),
    isbndb_calls    integer NOT NULL DEFAULT 0 CHECK (isbndb_calls >= 0),
    started_at      timestamptz,
    completed_at    timestamptz,
    error_message   text,
    retry_count     smallint NOT NULL DEFAULT 0 CHECK (retry_count BETWEEN 0 AND 5),
    last_retry_at   timestamptz,
    prompt_variant  text CHECK (prompt_variant ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
    batch_size      smallint NOT NULL DEFAULT 20 CHECK (batch_size BETWEEN 1 AND 100),
    job_id          uuid,
    queued_at       timestamptz,
    announced_at    timestamptz,
    retry_at        timestamptz,
    owner           integer,
    claim_token     uuid,
    stage           text CHECK (stage IN ('answered', 'generated', 'resolved')),
    checkpoint_at   timestamptz,
    error_class     text,
    crash_count     smallint NOT NULL DEFAULT 0 CHECK (crash_count >= 0),
    generation      integer NOT NULL DEFAULT 1 CHECK (generation >= 1),
    held            boolean NOT NULL DEFAULT false,
    replay_of       bigint,
    PRIMARY KEY (year, month),
    CONSTRAINT backfill_log_counts CHECK (0 <= isbns_queued AND isbns_queued <= isbns_resolved
                                          AND isbns_resolved <= books_generated),
    CONSTRAINT backfill_log_completed_at CHECK ((completed_at IS NOT NULL) = (status IN ('completed', 'failed'))),
    CONSTRAINT backfill_log_order CHECK (completed_at >= started_at),
    CONSTRAINT backfill_log_started CHECK (status NOT IN ('processing', 'completed', 'failed') OR started_at IS NOT NULL),
    CONSTRAINT backfill_log_owner CHECK ((owner IS NOT NULL) = (status = 'processing')),
    CONSTRAINT backfill_log_claim CHECK ((claim_token IS NOT NULL) = (status = 'processing')),
    CONSTRAINT backfill_log_retry_at CHECK ((retry_at IS NOT NULL) = (status = 'retry')),
    CONSTRAINT backfill_log_job CHECK ((job_id IS NULL) = (status = 'pending')),
    CONSTRAINT backfill_log_rate CHECK (resolution_rate IS NULL OR (status = 'completed' AND books_generated > 0)),
    CONSTRAINT backfill_log_held CHECK (NOT held OR status NOT IN ('queued', 'processing', 'retry'))
);
CREATE UNIQUE INDEX backfill_log_job_id ON backfill_log (job_id);
CREATE UNIQUE INDEX backfill_log_claim_token ON backfill_log (claim_token);
CREATE INDEX backfill_log_status ON backfill_log (status, year DESC, month DESC);
COMMENT ON TABLE backfill_log IS 'One row a month: the state machine. The row decides; a message only says "go".';
COMMENT ON COLUMN backfill_log.batch_size IS 'Books asked of each generator.';
COMMENT ON COLUMN backfill_log.isbns_resolved IS 'Books with a verified ISBN.';
COMMENT ON COLUMN backfill_log.resolution_rate IS 'Percent of books with a verified ISBN; NULL for a month without books.';
COMMENT ON COLUMN backfill_log.isbns_queued IS 'ISBNs of this generation that this month was the first to hand over: its enrichment rows.';
COMMENT ON COLUMN backfill_log.retry_count IS 'Charged failures of this job.';
COMMENT ON COLUMN backfill_log.job_id IS 'The scheduling in force; a message with another job_id is stale.';
COMMENT ON COLUMN backfill_log.announced_at IS 'When the last outbox row of this job was written.';
COMMENT ON COLUMN backfill_log.owner IS 'process.id of who works on it.';
COMMENT ON COLUMN backfill_log.claim_token IS 'Fencing: every write of a claimed month names it; no match means the claim is lost.';
COMMENT ON COLUMN backfill_log.stage IS 'The last committed checkpoint of this generation: answered, generated, resolved.';
COMMENT ON COLUMN backfill_log.checkpoint_at IS 'When this claim last committed a checkpoint; NULL: not yet. A takeover counts a crash only while NULL.';
COMMENT ON COLUMN backfill_log.crash_count IS 'Owners lost in a row without a new checkpoint.';
COMMENT ON COLUMN backfill_log.error_class IS 'Of the last failure; on a completed month: a generator that failed meanwhile (schedule --only partial).';
COMMENT ON COLUMN backfill_log.held IS 'Cancelled by an operator: schedule leaves it alone until unhold.';
COMMENT ON COLUMN backfill_log.replay_of IS 'dead_letter.id that this job replays.';

CREATE TABLE backfill_attempt (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year           smallint NOT NULL,
    month          smallint NOT NULL,
    job_id         uuid NOT NULL,
    claim_token    uuid NOT NULL UNIQUE,
    owner          integer NOT NULL,
    worker         text NOT NULL,
    generation     integer NOT NULL,
    prompt_variant text,
    started_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at       timestamptz,
    outcome        text NOT NULL DEFAULT 'running'
                   CHECK (outcome IN ('running', 'completed', 'retried', 'deferred', 'released', 'failed', 'taken_over', 'cancelled')),
    error_class    text,
    error_message  text,
    calls          jsonb NOT NULL DEFAULT '{}',
    FOREIGN KEY (year, month) REFERENCES backfill_log,
    CONSTRAINT backfill_attempt_ended CHECK ((ended_at IS NULL) = (outcome = 'running')),
    CONSTRAINT backfill_attempt_order CHECK (ended_at >= started_at)
);
CREATE INDEX backfill_attempt_month ON backfill_attempt (year, month, id);
COMMENT ON TABLE backfill_attempt IS 'One row a try of a month; nothing is overwritten.';
COMMENT ON COLUMN backfill_attempt.calls IS 'Calls of this attempt by provider: {"gemini": 1, "isbndb": 19}.';

CREATE TABLE backfill_book (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year             smallint NOT NULL,
    month            smallint NOT NULL,
    generation       integer NOT NULL,
    position         smallint NOT NULL CHECK (position >= 1),
    provider         text NOT NULL,
    title            text NOT NULL CHECK (title <> ''),
    authors          text,
    publisher        text,
    publication_year integer,
    significance     text,
    status           text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved', 'not_found')),
    isbn13           text CHECK (isbn13 ~ '^97[89][0-9]{10}$'),
    resolver         text,
    confidence       text CHECK (confidence IN ('high', 'medium', 'low', 'not_found')),
    evidence         jsonb,
    matched_title    text,
    settled_at       timestamptz,
    UNIQUE (year, month, generation, position),
    FOREIGN KEY (year, month) REFERENCES backfill_log,
    CONSTRAINT backfill_book_isbn CHECK ((isbn13 IS NOT NULL) = (status = 'resolved')),
    CONSTRAINT backfill_book_accepted CHECK (isbn13 IS NULL OR (confidence IN ('high', 'medium') AND resolver IS NOT NULL))
);
COMMENT ON TABLE backfill_book IS 'What the generators named, by month and generation, and what was resolved: the checkpoint of a month.';
COMMENT ON COLUMN backfill_book.provider IS 'The generator that named it first.';
COMMENT ON COLUMN backfill_book.status IS 'open: some resolver has not been asked; not_found: all were, none has it.';
COMMENT ON COLUMN backfill_book.isbn13 IS 'Verified and accepted; NULL otherwise.';

CREATE TABLE provider_response (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year        smallint NOT NULL,
    month       smallint NOT NULL,
    generation  integer NOT NULL,
    provider    text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    outcome     text NOT NULL CHECK (outcome IN ('answered', 'refused')),
    model       text,
    prompt_name text,
    prompt_hash text,
    body        bytea NOT NULL,
    UNIQUE (year, month, generation, provider),
    FOREIGN KEY (year, month) REFERENCES backfill_log
);
CREATE INDEX provider_response_received_at ON provider_response (received_at);
COMMENT ON TABLE provider_response IS 'Raw answers of generators, stored before anything else is tried, so that a parse can be repeated without paying again. Pruned by age.';

CREATE TABLE enrichment (
    isbn13       text PRIMARY KEY CHECK (isbn13 ~ '^97[89][0-9]{10}$'),
    year         smallint NOT NULL,
    month        smallint NOT NULL,
    generation   integer NOT NULL,
    job_id       uuid NOT NULL,
    message_id   uuid NOT NULL,
    queued_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    published_at timestamptz,
    enriched_at  timestamptz,
    FOREIGN KEY (year, month) REFERENCES backfill_log
);
CREATE INDEX enrichment_message_id ON enrichment (message_id);
CREATE INDEX enrichment_month ON enrichment (year, month);
COMMENT ON TABLE enrichment IS 'One row an ISBN ever handed over: the primary key makes its effect happen once, and gives it one message id for ever.';

CREATE TABLE outbox (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    destination    text NOT NULL CHECK (destination IN ('backfill', 'enrichment', 'backfill_dead', 'enrichment_dead')),
    type           text,
    message_id     text CHECK (octet_length(message_id) <= 255),
    correlation_id text CHECK (octet_length(correlation_id) <= 255),
    content_type   text DEFAULT 'application/json' CHECK (octet_length(content_type) <= 255),
    headers        jsonb NOT NULL DEFAULT '{}',
    body           bytea NOT NULL CHECK (octet_length(body) <= 1048576),
    year           smallint,
    month          smallint,
    job_id         uuid,
    available_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    tries          integer NOT NULL DEFAULT 0,
    last_error     text
);
CREATE INDEX outbox_available_at ON outbox (available_at, id);
CREATE INDEX outbox_job_id ON outbox (job_id);
COMMENT ON TABLE outbox IS 'Everything that leaves: written with the change it announces, published when due, deleted after the broker''s confirm.';
COMMENT ON COLUMN outbox.destination IS 'Which of the configured queues.';
COMMENT ON COLUMN outbox.headers IS 'Text values by name.';

CREATE TABLE provider_usage (
    provider   text NOT NULL,
    day        date NOT NULL,
    outcome    text NOT NULL,
    calls      bigint NOT NULL DEFAULT 0 CHECK (calls >= 0),
    units      bigint NOT NULL DEFAULT 0 CHECK (units >= 0),
    tokens_in  bigint NOT NULL DEFAULT 0 CHECK (tokens_in >= 0),
    tokens_out bigint NOT NULL DEFAULT 0 CHECK (tokens_out >= 0),
    cost       numeric(14, 6) NOT NULL DEFAULT 0 CHECK (cost >= 0),
    PRIMARY KEY (provider, day, outcome)
);
COMMENT ON TABLE provider_usage IS 'Every HTTP attempt of the fleet, by the provider''s own day and by outcome.';

CREATE TABLE provider_state (
    provider     text PRIMARY KEY,
    next_slot_at timestamptz,
    closed_until timestamptz,
    closed_class text,
    closed_why   text,
    failures     integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE provider_state IS 'What the fleet shares about a provider: its next free slot, and until when and why it is closed.';

CREATE TABLE lookup_outcome (
    book_key text NOT NULL,
    provider text NOT NULL,
    outcome  text NOT NULL CHECK (outcome IN ('found', 'not_found', 'request')),
    isbn13   text,
    until    timestamptz NOT NULL,
    PRIMARY KEY (book_key, provider)
);
CREATE INDEX lookup_outcome_until ON lookup_outcome (until);
COMMENT ON TABLE lookup_outcome IS 'What a resolver answered for a book, remembered for a while.';

CREATE TABLE control (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    paused    boolean NOT NULL DEFAULT false,
    paused_at timestamptz,
    paused_by text
);
INSERT INTO control DEFAULT VALUES;
COMMENT ON TABLE control IS 'One row: switches for the whole fleet.';

CREATE TABLE dead_letter (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    letter_id     uuid NOT NULL UNIQUE,
    queue         text NOT NULL,
    state         text NOT NULL DEFAULT 'archived' CHECK (state IN ('archived', 'replayed', 'discarded')),
    reason        text NOT NULL,
    error_class   text,
    error_message text,
    attempts      integer,
    worker        text,
    first_at      timestamptz,
    last_at       timestamptz,
    year          smallint,
    month         smallint,
    job_id        uuid,
    message_id    text,
    type          text,
    body          bytea NOT NULL,
    body_bytes    bigint NOT NULL,
    properties    bytea NOT NULL,
    headers       jsonb NOT NULL DEFAULT '{}',
    archived_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    settled_at    timestamptz,
    replay_job_id uuid,
    CONSTRAINT dead_letter_settled CHECK ((settled_at IS NULL) = (state = 'archived'))
);
CREATE INDEX dead_letter_month ON dead_letter (year, month);
CREATE INDEX dead_letter_state ON dead_letter (state, id);
COMMENT ON TABLE dead_letter IS 'The archive of dead letters: the collector moves them here from the dead-letter queues, bytes unchanged.';
COMMENT ON COLUMN dead_letter.letter_id IS 'From the letter''s own header, so that a second archiving of it changes nothing; random where the broker dead-lettered it.';
COMMENT ON COLUMN dead_letter.body IS 'As it came; empty where it was too long to keep (body_bytes says how long).';
COMMENT ON COLUMN dead_letter.properties IS 'AMQP 0-9-1 content header as on the wire.';
COMMENT ON COLUMN dead_letter.headers IS 'The same headers, readable.';

CREATE TABLE operator_action (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor   text NOT NULL,
    action  text NOT NULL,
    subject text,
    detail  jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE operator_action IS 'Audit: what people did to months and dead letters.';

CREATE TABLE enriched_works (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    work_key text NOT NULL UNIQUE,
    title    text NOT NULL
);
COMMENT ON TABLE enriched_works IS 'Works, by folded title and author.';

CREATE TABLE enriched_authors (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_key text NOT NULL UNIQUE,
    name       text NOT NULL
);
COMMENT ON TABLE enriched_authors IS 'Authors, by folded name.';

CREATE TABLE enriched_editions (
    isbn13      text PRIMARY KEY CHECK (isbn13 ~ '^97[89][0-9]{10}$'),
    work_id     bigint REFERENCES enriched_works,
    title       text NOT NULL,
    publisher   text,
    published   text,
    language    text,
    pages       integer,
    source      text NOT NULL,
    enriched_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX enriched_editions_work_id ON enriched_editions (work_id);
COMMENT ON TABLE enriched_editions IS 'What the enrichment role found for an ISBN.';

-- The message of a month, the same wherever it is announced.
CREATE FUNCTION backfill_message(l backfill_log) RETURNS bytea
    LANGUAGE sql STABLE STRICT
    AS $$
SELECT convert_to(json_build_object('job_id', l.job_id, 'year', l.year, 'month', l.month,
                                    'batch_size', l.batch_size, 'prompt_variant', l.prompt_variant,
                                    'dry_run', false)::text, 'UTF8')
$$;
COMMENT ON FUNCTION backfill_message IS 'Body of a backfill.month.v1 message.';
