-- oldest-program: 0.1.0
-- What Open Library's dumps say: authors and works by their keys, redirects from key to key, how far each dump is
-- imported. Editions go into the catalogue.

CREATE TABLE openlibrary_author (
    key        text PRIMARY KEY CHECK (key ~ '^OL[0-9]{1,18}A$'),
    name       text NOT NULL CHECK (name <> ''),
    birth_date text,
    death_date text,
    modified   bigint NOT NULL
);
COMMENT ON TABLE openlibrary_author IS 'Authors of Open Library''s dumps: the names that its editions and works give as keys.';
COMMENT ON COLUMN openlibrary_author.birth_date IS 'As written, as is death_date.';
COMMENT ON COLUMN openlibrary_author.modified IS 'When it was last changed there, in digits: 20080401032850.';

CREATE TABLE openlibrary_work (
    key             text PRIMARY KEY CHECK (key ~ '^OL[0-9]{1,18}W$'),
    title           text,
    first_published text CHECK (first_published ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
    subjects        text[] NOT NULL DEFAULT '{}',
    description     text,
    author_keys     text[] NOT NULL DEFAULT '{}',
    modified        bigint NOT NULL
);
COMMENT ON TABLE openlibrary_work IS 'Works of Open Library''s dumps: what its editions do not say themselves.';

CREATE TABLE openlibrary_redirect (
    key      text PRIMARY KEY,
    location text NOT NULL,
    CONSTRAINT openlibrary_redirect_other CHECK (key <> location)
);
COMMENT ON TABLE openlibrary_redirect IS 'Records that were joined into others. A chain may be long, lead nowhere, or lead back: openlibrary_follow() takes five steps.';

CREATE TABLE openlibrary_import (
    fingerprint  text PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('editions', 'works', 'authors')),
    file         text NOT NULL,
    bytes_done   bigint NOT NULL DEFAULT 0 CHECK (bytes_done >= 0),
    lines        bigint NOT NULL DEFAULT 0,
    records      bigint NOT NULL DEFAULT 0,
    rows_new     bigint NOT NULL DEFAULT 0,
    rows_changed bigint NOT NULL DEFAULT 0,
    incomplete   bigint NOT NULL DEFAULT 0,
    other        bigint NOT NULL DEFAULT 0,
    bad          bigint NOT NULL DEFAULT 0,
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at  timestamptz
);
COMMENT ON TABLE openlibrary_import IS 'How far each dump is imported: a second start of the same file goes on there.';
COMMENT ON COLUMN openlibrary_import.fingerprint IS 'SHA-256 of the kind, the size and the first bytes of the file.';
COMMENT ON COLUMN openlibrary_import.bytes_done IS 'Of the unpacked stream: everything before is in the tables.';

ALTER TABLE catalog_edition
    ADD COLUMN openlibrary_key text,
    ADD COLUMN openlibrary_work text,
    ADD COLUMN openlibrary_cover bigint,
    ADD COLUMN openlibrary_rank bigint;
COMMENT ON COLUMN catalog_edition.openlibrary_key IS 'The record of Open Library''s dump that is this edition.';
COMMENT ON COLUMN catalog_edition.openlibrary_work IS 'Its work (openlibrary_work), as the dump names it.';
COMMENT ON COLUMN catalog_edition.openlibrary_cover IS 'The number of its cover at Open Library.';
COMMENT ON COLUMN catalog_edition.openlibrary_rank IS 'Of several records with this ISBN the highest counts (rank_of() in common/model/dump_record.c). Below 0: the row is from another file, and the record only filled its gaps.';

-- Where keys lead: the key itself (hops 0), and whatever it is redirected to, five steps at most, so that a circle ends.
CREATE FUNCTION openlibrary_follow(keys text[]) RETURNS TABLE (asked text, key text, hops integer)
    LANGUAGE sql STABLE
    AS $$
    WITH RECURSIVE way AS (
        SELECT DISTINCT k AS asked, k AS key, 0 AS hops FROM unnest(keys) AS k
        UNION ALL
        SELECT w.asked, r.location, w.hops + 1
          FROM way w JOIN openlibrary_redirect r ON r.key = w.key
         WHERE w.hops < 5
    )
    SELECT asked, key, hops FROM way
    $$;
