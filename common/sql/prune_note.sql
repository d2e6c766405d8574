-- Keep that a person prunes rows of one kind.
--   $1 who  $2 kind  $3 why  $4 kept for days  $5 rows that are too old
--   changes: operator_action
INSERT INTO operator_action (actor, action, subject, detail)
VALUES ($1, 'prune', $2, jsonb_strip_nulls(jsonb_build_object('why', $3::text, 'days', $4::bigint, 'rows', $5::bigint)))
