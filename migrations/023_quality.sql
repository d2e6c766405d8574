-- oldest-program: 0.1.0
-- What the money bought: every generator that named a book is kept, and what remains of an answer when its raw
-- body is pruned: who wrote it to which prompt, how many books it named, what it was billed, and why it declined.

ALTER TABLE backfill_book ADD COLUMN named_by text[];
-- One pass over the table, without a second copy of each row.
ALTER TABLE backfill_book ALTER COLUMN named_by TYPE text[] USING ARRAY[provider],
                          ALTER COLUMN named_by SET NOT NULL,
                          ADD CONSTRAINT backfill_book_named_by CHECK (named_by[1] IS NOT DISTINCT FROM provider);
COMMENT ON COLUMN backfill_book.named_by IS
    'All generators that named it, the column provider first. Of books of a generation whose answers have no books_named: the first only.';

-- A program of before this migration names one generator.
CREATE FUNCTION book_named_by() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.named_by := ARRAY[NEW.provider];
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION book_named_by IS 'A book that is stored with the first of its generators alone was named by this one.';
CREATE TRIGGER backfill_book_named_by BEFORE INSERT ON backfill_book
    FOR EACH ROW WHEN (NEW.named_by IS NULL)
    EXECUTE FUNCTION book_named_by();

ALTER TABLE provider_response
    ADD COLUMN books_named integer CHECK (books_named >= 0),
    ADD COLUMN tokens_in bigint,
    ADD COLUMN tokens_out bigint,
    ADD COLUMN refusal text,
    ADD COLUMN pruned_at timestamptz CONSTRAINT provider_response_pruned CHECK (pruned_at IS NULL OR body = '');
COMMENT ON TABLE provider_response IS
    'Answers of generators. The raw body is stored before anything else is tried, so that a parse can be repeated without paying again, and is emptied by age (retention.answers_days); the row stays.';
COMMENT ON COLUMN provider_response.books_named IS
    'How many books it names, those among them that other generators name too. NULL: it was read before this was kept, and named_by of its books may lack it.';
COMMENT ON COLUMN provider_response.tokens_in IS 'As tokens_out: what it was billed; NULL: not known.';
COMMENT ON COLUMN provider_response.refusal IS 'Why it declined, in the provider''s words.';
COMMENT ON COLUMN provider_response.pruned_at IS 'When its body was emptied.';

DROP INDEX provider_response_received_at;
CREATE INDEX provider_response_whole ON provider_response (received_at) WHERE pruned_at IS NULL;
