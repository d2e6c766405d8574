-- Let a withdrawn source in again.
--   $1 source  $2 who
--   columns: restored
--   changes: operator_action withdrawn_source
WITH restored AS (
    DELETE FROM withdrawn_source WHERE source = $1 RETURNING source
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $2, 'edition_restore', 'source ' || source, '{}'::jsonb FROM restored
)
SELECT count(*) > 0 AS restored FROM restored
