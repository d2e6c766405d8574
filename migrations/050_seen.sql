-- oldest-program: 0.1.0
-- Enrichment as a person sees it: contradictions of sources are dealt with by number, and what waits too long alarms.

-- ---- conflicts ----

ALTER TABLE provider_conflicts ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY UNIQUE;
ALTER TABLE provider_conflicts DROP CONSTRAINT provider_conflicts_status_check;
ALTER TABLE provider_conflicts ADD CONSTRAINT provider_conflicts_status_check CHECK (status IN ('open', 'resolved', 'dismissed'));
ALTER TABLE provider_conflicts ADD CONSTRAINT provider_conflicts_decided CHECK ((status = 'open') = (resolved_at IS NULL));
DROP INDEX provider_conflicts_open;
CREATE INDEX provider_conflicts_worst ON provider_conflicts (status, harm DESC, id);
COMMENT ON COLUMN provider_conflicts.status IS 'resolved: the data were mended; dismissed: both values may stand. Either can be opened again, and is when a value changes.';
