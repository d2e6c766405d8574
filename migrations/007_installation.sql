-- oldest-program: 0.1.0
-- Which installation a message belongs to, so that two on one broker do not take each other's.

ALTER TABLE control ADD COLUMN installation uuid NOT NULL DEFAULT gen_random_uuid();
COMMENT ON COLUMN control.installation IS 'Made once; a dump keeps it. Every message that leaves names it in the header backfill-installation, and consumers take no message of another.';
