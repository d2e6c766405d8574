-- Begin an operation on dead letters: its selection is frozen here.
--   $1 replay, discard, restore  $2 who  $3 why  $4 what was asked for (jsonb)  $5 force  $6 keep going
--   $7 letters of each step (array), NULL: one step  $8 how long a step waits, ms  $9 letters a minute, NULL: no limit
--   $10 letters (array), NULL: those that fit the filters  $11 another body, of one letter, NULL: none; the month
--   that it names: $21 year  $22 month
--   $12 state, NULL: any
--   $13 queue  $14 class  $15 first month  $16 last month  $17 archived within, ms  $18 archived before, ms
--   $19 text  $20 group; NULL of any of these: all
--   columns: id items
--   changes: operation operation_item operator_action
WITH selected AS MATERIALIZED (
    SELECT d.id, d.year, d.month
      FROM dead_letters_selected($10::bigint[], $12::text, $13::text, $14::text, $15::int, $16::int, $17::bigint,
                                 $18::bigint, $19::text, $20::text) d
), begun AS (
    INSERT INTO operation (kind, state, actor, why, request, force, keep_going, ramp, wait_ms, rate_per_minute, next_at)
    SELECT $1, 'running', $2, $3, $4::jsonb, $5::boolean, $6::boolean, $7::int[], $8::bigint, $9::int, clock_timestamp()
     WHERE EXISTS (SELECT FROM selected)
    RETURNING id
), item AS (
    INSERT INTO operation_item (operation_id, position, letter_id, year, month, body)
    SELECT b.id, row_number() OVER (ORDER BY s.id), s.id, coalesce($21::smallint, s.year), coalesce($22::smallint, s.month),
           $11::bytea
      FROM begun b, selected s
    RETURNING 1
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $2, $1, 'operation ' || b.id, jsonb_strip_nulls(jsonb_build_object('why', $3::text, 'request', $4::jsonb)) FROM begun b
)
SELECT b.id, (SELECT count(*) FROM item) AS items FROM begun b
