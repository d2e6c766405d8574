-- oldest-program: 0.1.0
-- Who a process is does not depend on a sequence, which an older dump sets back.

ALTER TABLE process ADD COLUMN identity uuid NOT NULL DEFAULT gen_random_uuid();
CREATE UNIQUE INDEX process_identity ON process (identity);
COMMENT ON COLUMN process.id IS 'Of the first bits of identity, so that it does not come again after an older dump was restored.';
COMMENT ON COLUMN process.identity IS 'Made by the process: a row with another identity is not its own.';
