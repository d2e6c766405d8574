-- What sources say of editions, claim by claim, and what is made of it: editions, works and authors. All that
-- begins with enriched_ is a function of the claims and of the rules; columns are named as the consumers of the
-- original read them.

-- ---- what sources say ----

CREATE TABLE edition_response (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    asked       integer NOT NULL CHECK (asked >= 0),
    answered    integer NOT NULL CHECK (answered >= 0)
);
CREATE INDEX edition_response_received_at ON edition_response (received_at);
COMMENT ON TABLE edition_response IS 'One answer of a source about editions: how many ISBNs it was asked for, and how many it knew. Pruned by age.';

CREATE TABLE edition_claim (
    isbn13      text NOT NULL CHECK (isbn13 ~ '^97[89][0-9]{10}$'),
    source      text NOT NULL,
    field       text NOT NULL,
    value       text NOT NULL CHECK (value <> ''),
    seen_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    response_id bigint,
    PRIMARY KEY (isbn13, source, field)
);
CREATE INDEX edition_claim_source ON edition_claim (source, isbn13);
COMMENT ON TABLE edition_claim IS 'What each source says of each field of an edition, as it said it. Nothing is decided here: edition_fold() does.';
COMMENT ON COLUMN edition_claim.source IS 'The name of a provider, "catalog", "openlibrary_dump", "generator" or "user".';
COMMENT ON COLUMN edition_claim.field IS 'A name of common/model/edition_claim.h.';
COMMENT ON COLUMN edition_claim.value IS 'Text as the source gave it; lists and objects as JSON.';
COMMENT ON COLUMN edition_claim.response_id IS 'The row of edition_response; NULL: no call brought it. The response may be pruned.';

CREATE TABLE withdrawn_source (
    source       text PRIMARY KEY,
    withdrawn_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    withdrawn_by text NOT NULL,
    reason       text NOT NULL
);
COMMENT ON TABLE withdrawn_source IS 'Sources whose claims count for nothing: they stay, so that the source can be let in again.';

CREATE TABLE edition_lookup (
    isbn13      text NOT NULL,
    source      text NOT NULL,
    outcome     text NOT NULL CHECK (outcome IN ('found', 'not_found', 'refused')),
    asked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    again_at    timestamptz,
    times       integer NOT NULL DEFAULT 1 CHECK (times > 0),
    detail      text,
    response_id bigint,
    PRIMARY KEY (isbn13, source),
    CONSTRAINT edition_lookup_again CHECK (outcome = 'found' OR again_at IS NOT NULL)
);
COMMENT ON TABLE edition_lookup IS 'Which source was asked for which ISBN, and what it answered. A source that could not be asked has no row: that is no answer.';
COMMENT ON COLUMN edition_lookup.again_at IS 'Not asked again before. It grows with each time that the source has not had it.';
COMMENT ON COLUMN edition_lookup.times IS 'Answers of this outcome in a row.';

-- ---- each ISBN of the second role ----

CREATE TABLE enrichment_state (
    isbn          text PRIMARY KEY CHECK (octet_length(isbn) <= 64),
    status        text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'processing', 'enriched', 'not_found', 'invalid')),
    reason        text,
    due_at        timestamptz,
    owner         bigint,
    claim_token   uuid,
    claimed_at    timestamptz,
    tries         integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    crash_count   integer NOT NULL DEFAULT 0 CHECK (crash_count >= 0),
    error_class   text,
    error_message text,
    waits_for     text[],
    job_id        uuid,
    message_id    text,
    traceparent   text,
    source        text,
    first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    announced_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    settled_at    timestamptz,
    CONSTRAINT enrichment_state_isbn CHECK (status = 'invalid' OR isbn ~ '^97[89][0-9]{10}$'),
    CONSTRAINT enrichment_state_claimed CHECK ((status = 'processing') = (claim_token IS NOT NULL)
                                               AND (claim_token IS NULL) = (owner IS NULL)
                                               AND (claim_token IS NULL) = (claimed_at IS NULL)),
    CONSTRAINT enrichment_state_due CHECK (status NOT IN ('waiting', 'not_found') OR due_at IS NOT NULL),
    CONSTRAINT enrichment_state_settled CHECK ((status IN ('enriched', 'not_found', 'invalid')) <= (settled_at IS NOT NULL))
);
CREATE INDEX enrichment_state_due_at ON enrichment_state (due_at) WHERE status IN ('waiting', 'not_found');
CREATE INDEX enrichment_state_owner ON enrichment_state (owner) WHERE owner IS NOT NULL;
COMMENT ON TABLE enrichment_state IS 'One row an ISBN that a message has named: how far its enrichment is. Whatever was handed over by a month stands in enrichment.';
COMMENT ON COLUMN enrichment_state.isbn IS 'ISBN-13; of an invalid one what the message held, cut to 64 bytes.';
COMMENT ON COLUMN enrichment_state.reason IS 'Why it waits: the class of an error, "new", "released", "taken_over".';
COMMENT ON COLUMN enrichment_state.due_at IS 'waiting and not_found: not taken before.';
COMMENT ON COLUMN enrichment_state.source IS '"source" of the message that named it first.';
COMMENT ON COLUMN enrichment_state.settled_at IS 'When it was enriched, not found or invalid for the first time.';

-- ---- works and authors ----

DROP TABLE enriched_editions, enriched_works, enriched_authors; -- no program has written them

CREATE TABLE enriched_works (
    work_key               text PRIMARY KEY CHECK (octet_length(work_key) BETWEEN 1 AND 900),
    title                  text NOT NULL,
    subtitle               text,
    description            text,
    original_language      text,
    first_publication_year integer,
    subject_tags           text[] NOT NULL DEFAULT '{}',
    is_own_voices          boolean,
    accessibility_tags     text[] NOT NULL DEFAULT '{}',
    cover_url_large        text,
    cover_url_medium       text,
    cover_url_small        text,
    cover_source           text,
    openlibrary_work_id    text,
    goodreads_work_ids     text[] NOT NULL DEFAULT '{}',
    amazon_asins           text[] NOT NULL DEFAULT '{}',
    librarything_ids       text[] NOT NULL DEFAULT '{}',
    google_books_volume_ids text[] NOT NULL DEFAULT '{}',
    isbndb_id              text,
    primary_provider       text,
    contributors           text[] NOT NULL DEFAULT '{}',
    synthetic              boolean NOT NULL DEFAULT false,
    isbndb_quality         integer,
    completeness_score     integer NOT NULL DEFAULT 0 CHECK (completeness_score BETWEEN 0 AND 100),
    review_status          text,
    volume                 integer,
    nature                 text,
    key_version            integer NOT NULL,
    rules_version          integer NOT NULL,
    created_at             timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at             timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_isbndb_sync       timestamptz,
    last_google_books_sync timestamptz,
    metadata               jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE enriched_works IS 'Works: what editions of the same book have in common. The key is the smallest fine key of its editions (work_key_of() in common/model/work_key.h).';
COMMENT ON COLUMN enriched_works.synthetic IS 'Made from a book of a month for which no edition is known yet.';

CREATE TABLE enriched_editions (
    isbn                    text PRIMARY KEY CHECK (isbn ~ '^97[89][0-9]{10}$'),
    isbn13                  text NOT NULL GENERATED ALWAYS AS (isbn) STORED,
    alternate_isbns         text[] NOT NULL DEFAULT '{}',
    edition_id              uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    work_key                text REFERENCES enriched_works DEFERRABLE INITIALLY DEFERRED,
    fine_key                text CHECK (octet_length(fine_key) BETWEEN 1 AND 900),
    block_key               text CHECK (octet_length(block_key) BETWEEN 1 AND 900),
    edition_key             text,
    title                   text NOT NULL,
    subtitle                text,
    series                  text,
    series_number           text,
    authors                 text,
    publisher               text,
    publication_date        text CHECK (publication_date ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
    publication_precision   text CHECK (publication_precision IN ('year', 'month', 'day')),
    publication_date_source text,
    page_count              integer CHECK (page_count BETWEEN 1 AND 5000),
    format                  text CHECK (format IN ('hardcover', 'paperback', 'mass_market', 'ebook', 'audiobook', 'library_binding',
                                                   'board_book', 'spiral', 'other')),
    binding                 text,
    language                text,
    languages               text[] NOT NULL DEFAULT '{}',
    edition_description     text,
    description_source      text,
    subjects                text[] NOT NULL DEFAULT '{}',
    dewey_decimal           text[] NOT NULL DEFAULT '{}',
    related_isbns           jsonb NOT NULL DEFAULT '{}',
    cover_url_large         text,
    cover_url_medium        text,
    cover_url_small         text,
    cover_url_original      text,
    cover_source            text,
    openlibrary_edition_id  text,
    openlibrary_work_ids    text[] NOT NULL DEFAULT '{}',
    amazon_asins            text[] NOT NULL DEFAULT '{}',
    google_books_volume_ids text[] NOT NULL DEFAULT '{}',
    librarything_ids        text[] NOT NULL DEFAULT '{}',
    goodreads_edition_ids   text[] NOT NULL DEFAULT '{}',
    oclc_numbers            text[] NOT NULL DEFAULT '{}',
    lccns                   text[] NOT NULL DEFAULT '{}',
    first_publication_date  text CHECK (first_publication_date ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
    primary_provider        text NOT NULL,
    source                  text NOT NULL GENERATED ALWAYS AS (primary_provider) STORED,
    contributors            text[] NOT NULL DEFAULT '{}',
    isbndb_quality          integer,
    completeness_score      integer NOT NULL CHECK (completeness_score BETWEEN 0 AND 100),
    work_match_confidence   integer CHECK (work_match_confidence BETWEEN 0 AND 100),
    work_match_source       text,
    work_match_at           timestamptz,
    rules_version           integer NOT NULL,
    key_version             integer NOT NULL,
    created_at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    enriched_at             timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_isbndb_sync        timestamptz,
    last_google_books_sync  timestamptz,
    metadata                jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT enriched_editions_precision CHECK ((publication_date IS NULL) = (publication_precision IS NULL)),
    CONSTRAINT enriched_editions_keys CHECK ((fine_key IS NULL) = (block_key IS NULL))
);
CREATE INDEX enriched_editions_work_key ON enriched_editions (work_key);
CREATE INDEX enriched_editions_block_key ON enriched_editions (block_key);
COMMENT ON TABLE enriched_editions IS 'One row an edition: the fold of its claims.';
COMMENT ON COLUMN enriched_editions.isbn13 IS 'The same as isbn, by the name that it has in all other tables.';
COMMENT ON COLUMN enriched_editions.fine_key IS 'The key of its work as this record alone gives it; NULL: no key can be made yet.';
COMMENT ON COLUMN enriched_editions.block_key IS 'Editions of one block are compared in pairs, and joined into works.';
COMMENT ON COLUMN enriched_editions.authors IS 'As the source of the winning claim gives them, '';'' between them.';
COMMENT ON COLUMN enriched_editions.contributors IS 'Sources that say something of this edition (the word of the original); people are in edition_contributors.';
COMMENT ON COLUMN enriched_editions.publication_date IS 'YYYY, YYYY-MM or YYYY-MM-DD, of this edition; first_publication_date is of the work.';
COMMENT ON COLUMN enriched_editions.edition_key IS 'The key by which Open Library knows it.';
COMMENT ON COLUMN enriched_editions.completeness_score IS '0 to 100, from the fields that are there (edition_completeness() in common/model/edition_fold.h).';

CREATE TABLE enriched_authors (
    author_key            text PRIMARY KEY CHECK (octet_length(author_key) BETWEEN 1 AND 900),
    name                  text NOT NULL,
    normalized_name       text NOT NULL,
    gender                text,
    cultural_region       text,
    nationality           text,
    birth_year            integer,
    death_year            integer,
    bio                   text,
    bio_source            text,
    author_photo_url      text,
    openlibrary_author_id text,
    goodreads_author_ids  text[] NOT NULL DEFAULT '{}',
    librarything_ids      text[] NOT NULL DEFAULT '{}',
    google_books_ids      text[] NOT NULL DEFAULT '{}',
    wikidata_id           text,
    viaf_id               text,
    isni                  text,
    book_count            integer NOT NULL DEFAULT 0,
    primary_provider      text,
    contributors          text[] NOT NULL DEFAULT '{}',
    key_version           integer NOT NULL,
    created_at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at            timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_wikidata_sync    timestamptz,
    metadata              jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE enriched_authors IS 'Authors: by an identifier where a source gives one, else by their folded names.';

CREATE TABLE edition_contributors (
    isbn       text NOT NULL REFERENCES enriched_editions ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    position   smallint NOT NULL CHECK (position >= 0),
    name       text NOT NULL,
    role       text NOT NULL DEFAULT 'author',
    author_key text REFERENCES enriched_authors DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (isbn, position)
);
CREATE INDEX edition_contributors_author_key ON edition_contributors (author_key);
COMMENT ON TABLE edition_contributors IS 'Who made an edition, in its order: authors, illustrators, translators and so on. Without author_key: a name that is no person''s.';

CREATE TABLE work_authors_enriched (
    work_key     text NOT NULL REFERENCES enriched_works ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    author_key   text NOT NULL REFERENCES enriched_authors DEFERRABLE INITIALLY DEFERRED,
    author_order smallint NOT NULL CHECK (author_order >= 0),
    role         text NOT NULL DEFAULT 'author',
    PRIMARY KEY (work_key, author_key)
);
CREATE INDEX work_authors_enriched_author_key ON work_authors_enriched (author_key);

CREATE TABLE work_alias (
    alias_key  text PRIMARY KEY,
    work_key   text NOT NULL,
    since      timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT work_alias_other CHECK (alias_key <> work_key)
);
CREATE INDEX work_alias_work_key ON work_alias (work_key);
COMMENT ON TABLE work_alias IS 'Keys that a work has had, or that are joined into it: whoever knows one finds the work. Never deleted.';

CREATE TABLE work_decision (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key_a    text NOT NULL,
    key_b    text NOT NULL,
    same     boolean NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor    text NOT NULL,
    reason   text NOT NULL,
    taken_back_at timestamptz,
    taken_back_by text,
    CONSTRAINT work_decision_order CHECK (key_a < key_b)
);
CREATE UNIQUE INDEX work_decision_pair ON work_decision (key_a, key_b) WHERE taken_back_at IS NULL;
CREATE INDEX work_decision_b ON work_decision (key_b) WHERE taken_back_at IS NULL;
COMMENT ON TABLE work_decision IS 'What a person has decided of two fine keys: they are the same work, or they are not. No rule overrides it.';

CREATE TABLE work_link (
    from_key text NOT NULL,
    to_key   text NOT NULL,
    kind     text NOT NULL CHECK (kind IN ('translation_of', 'contains', 'adaptation_of')),
    source   text NOT NULL,
    PRIMARY KEY (from_key, to_key, kind)
);
CREATE TABLE author_link (
    from_key text NOT NULL,
    to_key   text NOT NULL,
    kind     text NOT NULL CHECK (kind IN ('pseudonym_of', 'transliteration_of', 'alternate_name_of')),
    source   text NOT NULL,
    PRIMARY KEY (from_key, to_key, kind)
);

-- ---- what a person looks at ----

CREATE TABLE provider_conflicts (
    entity_type  text NOT NULL CHECK (entity_type IN ('edition', 'work')),
    entity_key   text NOT NULL,
    kind         text NOT NULL,
    field_name   text NOT NULL,
    provider_a   text NOT NULL,
    value_a      text NOT NULL,
    provider_b   text NOT NULL,
    value_b      text NOT NULL,
    harm         smallint NOT NULL CHECK (harm BETWEEN 1 AND 9),
    status       text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved')),
    resolution   text,
    resolved_by  text,
    resolved_at  timestamptz,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (entity_type, entity_key, kind, provider_a, provider_b)
);
CREATE INDEX provider_conflicts_open ON provider_conflicts (harm DESC, entity_key) WHERE status = 'open';
COMMENT ON TABLE provider_conflicts IS 'Where sources contradict each other: the value that won (a) and the one that lost (b), the most harmful first.';

CREATE TABLE enrichment_log (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at               timestamptz NOT NULL DEFAULT clock_timestamp(),
    entity_type      text NOT NULL DEFAULT 'edition',
    entity_key       text NOT NULL,
    provider         text NOT NULL,
    operation        text NOT NULL,
    success          boolean NOT NULL,
    fields_updated   text[] NOT NULL DEFAULT '{}',
    error_message    text,
    response_time_ms integer
);
CREATE INDEX enrichment_log_at ON enrichment_log (at);
CREATE INDEX enrichment_log_entity ON enrichment_log (entity_key, at);
COMMENT ON TABLE enrichment_log IS 'An audit row for each enrichment that changed something or found nothing. Pruned by age.';
