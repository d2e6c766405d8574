-- oldest-program: 0.1.0
-- The local catalogue: editions to resolve against, notable books to generate from.

CREATE TABLE catalog_edition (
    isbn13         text PRIMARY KEY CHECK (isbn13 ~ '^97[89][0-9]{10}$'),
    title          text NOT NULL CHECK (title <> ''),
    authors        text,
    publisher      text,
    published      text CHECK (published ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
    published_year smallint GENERATED ALWAYS AS (left(published, 4)::smallint) STORED,
    language       text,
    pages          integer CHECK (pages >= 0),
    binding        text,
    main_title_key text COLLATE "C" NOT NULL,
    surnames       text[] COLLATE "C" NOT NULL,
    author_keys    text[] COLLATE "C" NOT NULL
);
COMMENT ON TABLE catalog_edition IS 'Editions of books, filled by backfill-producer catalog import; the resolver "catalog" finds them by the key columns.';
COMMENT ON COLUMN catalog_edition.authors IS 'As given, '';'' between them.';
COMMENT ON COLUMN catalog_edition.published IS 'As precise as it was given: YYYY, YYYY-MM or YYYY-MM-DD. Many sources write 1 January where they know the year only.';
COMMENT ON COLUMN catalog_edition.language IS 'ISO 639 code or name, as given.';
COMMENT ON COLUMN catalog_edition.main_title_key IS 'Main title folded (common/core/text_fold.h), without article and blanks, with its volume: bleach#13. Made by the program at import: another import of the same file brings keys up to date.';
COMMENT ON COLUMN catalog_edition.surnames IS 'Folded surnames of the first four authors.';
COMMENT ON COLUMN catalog_edition.author_keys IS 'Surname with the beginning of each long word of the title, and surname with the title''s letters in order: finds titles that are misspelt or cut differently.';
CREATE INDEX catalog_edition_main_title_key ON catalog_edition (main_title_key);
-- Without fastupdate: a search would have to read the whole list of what is not yet in the index
-- (80 ms after an import of 14,000 editions), and an import is hardly slower.
CREATE INDEX catalog_edition_author_keys ON catalog_edition USING gin (author_keys)
    WITH (fastupdate = off);

CREATE TABLE catalog_notable (
    year            smallint NOT NULL CHECK (year BETWEEN 1900 AND 2100),
    month           smallint NOT NULL CHECK (month BETWEEN 1 AND 12),
    title           text NOT NULL CHECK (title <> ''),
    authors         text NOT NULL,
    publisher       text,
    first_published text CHECK (first_published ~ '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$'),
    isbn13          text CHECK (isbn13 ~ '^97[89][0-9]{10}$'),
    ratings         bigint CHECK (ratings >= 0),
    format          text,
    PRIMARY KEY (year, month, title, authors)
);
COMMENT ON TABLE catalog_notable IS 'Each month''s notable books, filled by backfill-producer catalog import; the generator "catalog" answers from it, best known first.';
COMMENT ON COLUMN catalog_notable.authors IS 'As given, '';'' between them; empty where the source names none.';
COMMENT ON COLUMN catalog_notable.first_published IS 'First publication of the work, as precise as it was given.';
COMMENT ON COLUMN catalog_notable.isbn13 IS 'As given by the source, and never shown to the resolvers: an ISBN is accepted from an edition only.';
COMMENT ON COLUMN catalog_notable.ratings IS 'How many people rated it: the order within a month.';
