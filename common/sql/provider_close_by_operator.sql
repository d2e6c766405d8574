-- Close a provider by hand. The later of two closings holds.
--   $1 provider  $2 for how long, ms  $3 who  $4 why, or NULL
--   columns: closed_until closed_why
--   changes: operator_action provider_state
WITH closed AS (
    INSERT INTO provider_state AS s (provider, closed_until, closed_class, closed_why)
    VALUES ($1, clock_timestamp() + $2::bigint * interval '1 ms', 'operator', 'closed by ' || $3 || coalesce(': ' || $4, ''))
        ON CONFLICT (provider) DO UPDATE
       SET closed_until = greatest(s.closed_until, excluded.closed_until),
           closed_class = CASE WHEN s.closed_until > excluded.closed_until THEN s.closed_class ELSE excluded.closed_class END,
           closed_why = CASE WHEN s.closed_until > excluded.closed_until THEN s.closed_why ELSE excluded.closed_why END,
           updated_at = clock_timestamp()
    RETURNING *
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $3, 'provider close', $1, jsonb_build_object('closed_until', to_char(closed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                                            'why', $4::text) FROM closed
)
SELECT to_char(closed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS closed_until, closed_why FROM closed
