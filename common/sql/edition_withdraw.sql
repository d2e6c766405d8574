-- Withdraw a source: its claims count for nothing. The claims stay.
--   $1 source  $2 who  $3 reason
--   columns: withdrawn
--   changes: operator_action withdrawn_source
WITH withdrawn AS (
    INSERT INTO withdrawn_source (source, withdrawn_by, reason) VALUES ($1, $2, $3)
        ON CONFLICT (source) DO NOTHING RETURNING source
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $2, 'edition_withdraw', 'source ' || source, jsonb_build_object('why', $3::text) FROM withdrawn
)
SELECT count(*) > 0 AS withdrawn FROM withdrawn
