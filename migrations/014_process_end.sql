-- oldest-program: 0.1.0
-- Why a process ended by itself, so that an operator need not search its log.

ALTER TABLE process ADD COLUMN ended_because text;
COMMENT ON COLUMN process.ended_because IS 'The error that ended it, such as a message of another installation; NULL: it was told to end, or could not say.';
