-- oldest-program: 0.1.0
-- What a person does to many months in one transaction is an operation, too; and what people did is found
-- among millions of rows.

-- A month of p_items is {"n": year * 12 + month, "changed": …, "result": …, "detail": {…}}. Where none has
-- changed there is no operation.
CREATE FUNCTION operation_of_months(p_kind text, p_action text, p_actor text, p_why text, p_request jsonb,
                                    p_items jsonb) RETURNS bigint
    LANGUAGE sql VOLATILE
    AS $$
WITH item AS (
    SELECT i.*, (i.n - 1) / 12 AS year, (i.n - 1) % 12 + 1 AS month, row_number() OVER (ORDER BY i.n) AS position
      FROM jsonb_to_recordset(p_items) AS i (n integer, changed boolean, result text, detail jsonb)
), begun AS (
    INSERT INTO operation (kind, state, actor, why, request, ended_at)
    SELECT p_kind, 'completed', p_actor, p_why, p_request, clock_timestamp()
     WHERE EXISTS (SELECT FROM item WHERE changed)
    RETURNING id
), kept AS (
    INSERT INTO operation_item (operation_id, position, year, month, state, result, detail, done_at)
    SELECT b.id, i.position, i.year, i.month, CASE WHEN i.changed THEN 'done' ELSE 'skipped' END, i.result, i.detail,
           clock_timestamp()
      FROM begun b, item i
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT p_actor, p_kind, 'operation ' || b.id,
           jsonb_strip_nulls(jsonb_build_object('why', p_why, 'request', p_request,
                                                'months', (SELECT count(*) FROM item WHERE changed)))
      FROM begun b
     UNION ALL
    SELECT p_actor, p_action, i.year || '-' || lpad(i.month::text, 2, '0'),
           coalesce(i.detail, '{}') || jsonb_strip_nulls(jsonb_build_object('why', p_why, 'operation', b.id))
      FROM begun b, item i WHERE i.changed
)
SELECT id FROM begun
$$;
COMMENT ON FUNCTION operation_of_months IS 'Record what was done to months in this transaction as one operation; returns its id, or NULL where nothing was done.';

ALTER TABLE control ADD COLUMN paused_why text;
COMMENT ON COLUMN control.paused_why IS 'Why somebody paused the fleet, in their words.';

CREATE INDEX operator_action_at ON operator_action (at, id);
CREATE INDEX operator_action_subject ON operator_action (subject, at, id);
CREATE INDEX operator_action_action ON operator_action (action, at, id);
CREATE INDEX operator_action_person ON operator_action (split_part(actor, '@', 1), at, id);
CREATE INDEX operation_item_month ON operation_item (year, month) WHERE year IS NOT NULL;
