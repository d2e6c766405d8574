-- Give a standing order, unless no month of its range is left or will be due, or the order that it waits for is
-- not there. Its id is NULL then. What is left is counted. One that is only looked at takes no number of those to
-- come: whoever asks for it rolls back.
--   $1 request, as an operation of kind schedule has it, without a number of months
--   $2 months a day  $3 hour in UTC  $4 order that it waits for, NULL: none  $5 who  $6 why
--   $7 what its months may cost, NULL: no limit  $8 only to be looked at
--   columns: order_id due not_due held after_is_there
--   changes: backfill_order operator_action
WITH request AS (
    SELECT q.* FROM jsonb_to_record($1::jsonb) AS q ("from" text, "to" text, "only" text, early boolean, after_days integer)
), counted AS (
    SELECT count(*) FILTER (WHERE w.reason IS NULL) AS due, count(*) FILTER (WHERE w.reason = 'not_due') AS not_due,
           count(*) FILTER (WHERE w.reason = 'held') AS held
      FROM request r
      JOIN backfill_log l
        ON l.year * 12 + l.month BETWEEN coalesce(left(r."from", 4)::integer * 12 + right(r."from", 2)::integer, 0)
                                     AND coalesce(left(r."to", 4)::integer * 12 + right(r."to", 2)::integer, 100000),
           LATERAL (SELECT schedule_reason(l, r."only", r.early, r.after_days)) w (reason)
), after AS (
    SELECT $4::bigint IS NULL OR EXISTS (SELECT FROM backfill_order WHERE id = $4::bigint) AS is_there
), given AS (
    INSERT INTO backfill_order (per_day, daily_at, request, after_id, actor, why, budget)
    SELECT $2::integer, $3::time, $1::jsonb, $4::bigint, $5, $6, $7::numeric
      FROM counted c, after a
     WHERE c.due + c.not_due > 0 AND a.is_there AND NOT $8::boolean
    RETURNING id
), looked_at AS (
    INSERT INTO backfill_order (id, per_day, daily_at, request, after_id, actor, why, budget)
    OVERRIDING SYSTEM VALUE
    SELECT (SELECT coalesce(max(id), 0) + 1 FROM backfill_order), $2::integer, $3::time, $1::jsonb, $4::bigint, $5, $6, $7::numeric
      FROM counted c, after a
     WHERE c.due + c.not_due > 0 AND a.is_there AND $8::boolean
    RETURNING id
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $5, 'order', 'order ' || g.id, jsonb_strip_nulls(jsonb_build_object('per_day', $2::integer, 'why', $6::text, 'budget', $7::numeric)) FROM given g
)
SELECT coalesce((SELECT id FROM given), (SELECT id FROM looked_at)) AS order_id, c.due, c.not_due, c.held, a.is_there AS after_is_there FROM counted c, after a
