-- Standing orders, the open ones first, with what each has done and what is left. The next day is today while
-- it is not done; an order that waits for another, or whose budget is spent, has none. What its calls have cost is
-- not known where none of them has a price. A month that several orders would take is of each among those that are
-- left, and the own one of the first of them; of a paused one last.
--   $1 one of them, NULL: all
--   columns: order_id state per_day daily_at first last only taken days months_left next_day after_id actor why
--   columns: created_at ended_at because which_first books prompt_variant early
--   columns: open budget spent unpriced is_spent months_own
SELECT o.id AS order_id, o.state, o.per_day, to_char(o.daily_at, 'HH24:MI') AS daily_at,
       r."from" AS first, r."to" AS last, r."only" AS only, coalesce(d.months, 0) AS taken, coalesce(d.days, 0) AS days,
       CASE WHEN o.state IN ('active', 'paused') THEN m.months END AS months_left,
       CASE WHEN o.state = 'active' AND (b.id IS NULL OR b.ended_at IS NOT NULL) AND NOT order_is_spent(o)
            THEN greatest(t.today + (d.last_day IS NOT DISTINCT FROM t.today)::integer,
                          (b.ended_at AT TIME ZONE 'UTC')::date + 1) END AS next_day,
       o.after_id, o.actor, o.why,
       to_char(o.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS created_at,
       to_char(o.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS ended_at, o.because,
       r."order" AS which_first, r.books, r.prompt_variant, r.early,
       p.open, money_text(o.budget) AS budget,
       CASE WHEN c.cost > 0 OR coalesce(c.unpriced, 0) = 0 THEN money_text(coalesce(c.cost, 0)) END AS spent,
       coalesce(c.unpriced, 0) AS unpriced, order_is_spent(o) AS is_spent,
       CASE WHEN o.state IN ('active', 'paused') THEN m.own END AS months_own
  FROM backfill_order o
  LEFT JOIN backfill_order b ON b.id = o.after_id
  LEFT JOIN order_total c ON c.order_id = o.id
  LEFT JOIN LATERAL (SELECT sum(months) AS months, count(*) AS days, max(day) AS last_day
                       FROM order_day WHERE order_id = o.id) d ON true,
       LATERAL jsonb_to_record(o.request) AS r ("from" text, "to" text, "only" text, "order" text, books integer,
                                                prompt_variant text, early boolean, after_days integer),
       LATERAL (SELECT order_open_months(o.id) AS open) p,
       LATERAL (SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date) t (today),
       LATERAL (SELECT count(*),
                       count(*) FILTER (WHERE NOT EXISTS (
                           SELECT FROM backfill_order e,
                                  LATERAL jsonb_to_record(e.request) AS q ("from" text, "to" text, "only" text, early boolean,
                                                                           after_days integer)
                            WHERE e.state IN ('active', 'paused')
                              AND (e.state = 'paused', e.id) < (o.state = 'paused', o.id)
                              AND l.year * 12 + l.month BETWEEN coalesce(left(q."from", 4)::integer * 12 + right(q."from", 2)::integer, 0)
                                                            AND coalesce(left(q."to", 4)::integer * 12 + right(q."to", 2)::integer, 100000)
                              AND coalesce(schedule_reason(l, q."only", q.early, q.after_days), 'not_due') = 'not_due'))
                  FROM backfill_log l
                 WHERE o.state IN ('active', 'paused')
                   AND l.year * 12 + l.month BETWEEN coalesce(left(r."from", 4)::integer * 12 + right(r."from", 2)::integer, 0)
                                                 AND coalesce(left(r."to", 4)::integer * 12 + right(r."to", 2)::integer, 100000)
                   AND coalesce(schedule_reason(l, r."only", r.early, r.after_days), 'not_due') = 'not_due') m (months, own)
 WHERE $1::bigint IS NULL OR o.id = $1::bigint
 ORDER BY o.state IN ('completed', 'cancelled'), o.id
