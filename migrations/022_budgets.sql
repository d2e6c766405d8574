-- oldest-program: 0.1.0
-- What a standing order may cost. Once that is spent it schedules nothing, and calls of its months that may cost
-- something are not begun: the months wait, as they do for budget.per_day and budget.total, under the name of
-- what they wait for.

ALTER TABLE backfill_order ADD COLUMN budget numeric(14, 6) CONSTRAINT backfill_order_budget CHECK (budget > 0);
COMMENT ON COLUMN backfill_order.budget IS 'What the calls of its months may cost; NULL: no limit.';

CREATE TABLE order_total (
    order_id bigint PRIMARY KEY,
    cost     numeric(16, 6) NOT NULL DEFAULT 0,
    unpriced bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
COMMENT ON TABLE order_total IS 'What the calls of a standing order''s months have cost since it was given, also those of attempts that are deleted by now.';
COMMENT ON COLUMN order_total.unpriced IS 'So many of its calls have no price: what they cost is not in the cost.';
INSERT INTO order_total (order_id, cost, unpriced)
SELECT a.order_id, sum(u.cost), sum(u.unpriced)
  FROM attempt_usage u JOIN backfill_attempt a USING (claim_token)
 WHERE a.order_id IS NOT NULL
 GROUP BY a.order_id;

COMMENT ON COLUMN backfill_log.waits_for IS
    'While its status is retry: the providers that could not be asked, in the order of their names, or the budgets that are spent: order 3, budget.per_day, budget.total. The first to open makes it due. NULL: it waits for none.';

CREATE FUNCTION money_text(p_amount numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN scale(trim_scale(p_amount)) < 2 THEN round(p_amount, 2) ELSE trim_scale(p_amount) END::text $$;
COMMENT ON FUNCTION money_text IS 'An amount as it is, with two decimals at least; nothing is rounded.';

CREATE FUNCTION order_is_spent(o backfill_order) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT o.budget IS NOT NULL AND coalesce((SELECT t.cost FROM order_total t WHERE t.order_id = o.id), 0) >= o.budget
$$;
COMMENT ON FUNCTION order_is_spent IS 'Has a standing order cost what it may?';

CREATE OR REPLACE FUNCTION order_is_due(o backfill_order, p_moment timestamptz) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT o.state = 'active'
   AND (p_moment AT TIME ZONE 'UTC')::time >= o.daily_at
   AND NOT EXISTS (SELECT FROM order_day d WHERE d.order_id = o.id AND d.day = (p_moment AT TIME ZONE 'UTC')::date)
   AND NOT EXISTS (SELECT FROM backfill_order b
                    WHERE b.id = o.after_id
                      AND (b.ended_at IS NULL OR (b.ended_at AT TIME ZONE 'UTC')::date >= (p_moment AT TIME ZONE 'UTC')::date))
   AND NOT order_is_spent(o)
$$;
COMMENT ON FUNCTION order_is_due IS 'Is this day of an order to be done, its hour there, and money left?';

-- The price of a call is known when it has ended. So each check passes what is under way, and no more.
CREATE FUNCTION budget_holds(p_per_day numeric, p_total numeric, p_orders bigint[])
    RETURNS TABLE (order_id bigint, waits_for text, closed_ms bigint, why text)
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    spent  record;
BEGIN
    IF p_total IS NOT NULL OR p_per_day IS NOT NULL THEN
        SELECT * INTO spent FROM budget_spent(moment);
        IF spent.cost_total >= p_total THEN -- the limit is of the configuration: nothing tells when it is raised
            RETURN QUERY SELECT NULL::bigint, 'budget.total', 3600000::bigint, 'budget.total of ' || p_total || ' is spent';
            RETURN;
        END IF;
        IF spent.cost_day >= p_per_day THEN -- what a provider costs counts on its own day
            RETURN QUERY SELECT NULL::bigint, 'budget.per_day', ceil(extract(epoch FROM spent.next_day_at - moment) * 1000)::bigint,
                                'budget.per_day of ' || p_per_day || ' is spent';
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT o.id, 'order ' || o.id, 86400000::bigint, 'order ' || o.id || '''s budget of ' || money_text(o.budget) || ' is spent'
                   FROM backfill_order o
                  WHERE o.id = ANY (p_orders) AND order_is_spent(o)
                  ORDER BY o.id;
END
$$;
COMMENT ON FUNCTION budget_holds IS
    'The budgets that are spent: of these orders, or, where order_id is NULL, of everything. waits_for is what months wait for then, closed_ms for how long.';

CREATE FUNCTION budget_state(p_per_day numeric, p_total numeric)
    RETURNS TABLE (subject text, budget numeric, spent numeric)
    LANGUAGE sql STABLE
    AS $$
SELECT l.subject, l.budget, l.spent
  FROM budget_spent(clock_timestamp()) s,
       LATERAL (VALUES ('budget.per_day', p_per_day, s.cost_day), ('budget.total', p_total, s.cost_total)) AS l (subject, budget, spent)
 WHERE l.budget IS NOT NULL
 UNION ALL
SELECT 'order ' || o.id, o.budget, coalesce(t.cost, 0)
  FROM backfill_order o
  LEFT JOIN order_total t ON t.order_id = o.id
 WHERE o.budget IS NOT NULL
   AND (o.ended_at IS NULL
        OR EXISTS (SELECT FROM backfill_log l WHERE l.status = 'retry' AND 'order ' || o.id = ANY (l.waits_for)))
$$;
COMMENT ON FUNCTION budget_state IS 'Each budget that limits something at this moment, with what is spent of it: those of the configuration, those of orders.';

-- The order's row is locked first, with the lock that month_give_up waits for; months and totals are read after
-- that. A month that somebody else holds at this moment is being changed: it is no waiting one.
CREATE FUNCTION order_budget(p_order bigint, p_budget numeric, p_actor text, p_why text,
                             OUT before numeric, OUT spent numeric, OUT is_spent boolean, OUT months_due bigint)
    RETURNS SETOF record
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    o backfill_order;
BEGIN
    SELECT b.* INTO o FROM backfill_order b WHERE b.id = p_order FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    before := o.budget;
    UPDATE backfill_order b SET budget = p_budget WHERE b.id = p_order RETURNING b.* INTO o;
    INSERT INTO operator_action (actor, action, subject, detail)
    VALUES (p_actor, 'order_budget', 'order ' || p_order,
            jsonb_strip_nulls(jsonb_build_object('from', before, 'to', p_budget, 'why', p_why)));
    spent := coalesce((SELECT t.cost FROM order_total t WHERE t.order_id = p_order), 0);
    is_spent := order_is_spent(o);
    WITH waiting AS (
        SELECT l.year, l.month FROM backfill_log l
         WHERE NOT is_spent AND l.status = 'retry' AND l.retry_at > clock_timestamp() AND 'order ' || p_order = ANY (l.waits_for)
         ORDER BY l.year, l.month
           FOR NO KEY UPDATE SKIP LOCKED
    ), due AS (
        UPDATE backfill_log l
           SET retry_at = clock_timestamp()
          FROM waiting w
         WHERE l.year = w.year AND l.month = w.month
        RETURNING l.job_id
    ), announced AS (
        UPDATE outbox b
           SET available_at = clock_timestamp()
          FROM due d
         WHERE b.job_id = d.job_id AND b.destination = 'backfill'
    )
    SELECT count(*) INTO months_due FROM due;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION order_budget IS 'Limit what a standing order may cost, or not any more. Months that wait for its budget are due now, where it is not spent any more. No row: there is no such order.';

-- A limit of the configuration is raised by whoever starts with another configuration.
CREATE FUNCTION budget_wake(p_per_day numeric, p_total numeric) RETURNS bigint
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    months bigint;
BEGIN
    WITH held AS (
        SELECT h.waits_for FROM budget_holds(p_per_day, p_total, '{}') h
    ), waiting AS (
        SELECT l.year, l.month FROM backfill_log l
         WHERE l.status = 'retry' AND l.retry_at > clock_timestamp() AND l.waits_for && '{budget.per_day,budget.total}'
           AND NOT EXISTS (SELECT FROM held)
         ORDER BY l.year, l.month
           FOR NO KEY UPDATE OF l SKIP LOCKED
    ), due AS (
        UPDATE backfill_log l
           SET retry_at = clock_timestamp()
          FROM waiting w
         WHERE l.year = w.year AND l.month = w.month
        RETURNING l.job_id
    ), announced AS (
        UPDATE outbox b
           SET available_at = clock_timestamp()
          FROM due d
         WHERE b.job_id = d.job_id AND b.destination = 'backfill'
    )
    SELECT count(*) INTO months FROM due;
    RETURN months;
END
$$;
COMMENT ON FUNCTION budget_wake IS 'Months that wait for a budget of the configuration are due now, where neither is spent; returns how many.';

-- Months that wait for the budget of an order that is cancelled would wait for ever.
CREATE FUNCTION order_take_back(p_order bigint, p_actor text, p_why text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE
    AS $$
DECLARE
    months jsonb;
BEGIN
    WITH waiting AS (
        SELECT l.year, l.month, l.job_id FROM backfill_log l
         WHERE l.status = 'retry' AND 'order ' || p_order = ANY (l.waits_for) AND l.compared IS NULL
         ORDER BY l.year, l.month
           FOR NO KEY UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE backfill_log l
           SET status = 'pending', job_id = NULL, queued_at = NULL, announced_at = NULL, started_at = NULL, completed_at = NULL,
               retry_at = NULL, waits_for = NULL, retry_count = 0, crash_count = 0, replay_of = NULL
          FROM waiting w
         WHERE l.year = w.year AND l.month = w.month
    ), recalled AS (
        DELETE FROM outbox b USING waiting w WHERE b.job_id = w.job_id AND b.destination = 'backfill'
    )
    SELECT jsonb_agg(jsonb_build_object('n', w.year * 12 + w.month, 'changed', true, 'result', 'taken back: the order was cancelled',
                                        'detail', jsonb_build_object('status', 'retry', 'job_id', w.job_id)))
      INTO months FROM waiting w;
    PERFORM operation_of_months('cancel', 'cancel', p_actor, p_why, jsonb_build_object('order', p_order), coalesce(months, '[]'));
    RETURN coalesce(jsonb_array_length(months), 0);
END
$$;
COMMENT ON FUNCTION order_take_back IS 'Months that wait for the budget of this order are pending again, with what was stored of them; returns how many.';
