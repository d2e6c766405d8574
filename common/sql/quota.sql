-- What each provider's day has spent, what it has left, and what a number of months would take of it.
-- A call is a unit here, as it is in the gate. The average is that of calls_a_month(). used_percent is of the whole
-- limit, by the higher of both counts, and rounded down, as all parts of a whole are: 100 is all of it.
--   arrays, a provider each: $1 name  $2 role  $3 time zone of its day  $4 limit a day, NULL: none
--   $5 buffer  $6 rate a second  $7 calls a month and  $8 cost a call, until they are measured; 0: it is
--   free, NULL: not known, and then neither is what it comes to  $12 does that cost follow from tokens
--   $9 months to forecast  $10 budget of money for a day, NULL: none  $11 the same for all time
--   $13 of these the months that ask generators, as year * 12 + month, and $14 the generation of each: whose
--   answer is there already is not asked again; NULL: all ask all
--   columns: provider role used used_percent drift daily_limit buffer left_today reserved free calls_a_month calls_assumed rate
--   columns: state closed_until closed_class closed_why reset_at cost_today forecast_calls
--   columns: forecast_cost forecast_hours forecast_days cost_assumed months_left
WITH provider AS MATERIALIZED (
    SELECT p.*, (clock_timestamp() AT TIME ZONE p.zone)::date AS day
      FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::float8[], $7::float8[],
                  $8::numeric[], $12::boolean[])
           WITH ORDINALITY AS p (name, role, zone, daily, buffer, rate, assumed_calls, assumed_cost, by_tokens, position)
), average AS (
    SELECT c.provider AS name, c.months, c.calls::numeric / c.months AS calls FROM calls_a_month() c
), usage AS (
    SELECT p.name,
           coalesce(sum(u.units) FILTER (WHERE u.day = p.day), 0)::bigint AS used,
           coalesce(sum(u.cost) FILTER (WHERE u.day = p.day), 0) AS cost,
           -- Of those that were answered: failed ones cost little or nothing, and would make the others look cheap.
           sum(u.cost) FILTER (WHERE u.outcome = 'ok')
               / nullif(sum(u.calls - u.unpriced) FILTER (WHERE u.outcome = 'ok'), 0) AS cost_of_call
      FROM provider p
      LEFT JOIN (SELECT * FROM provider_usage -- the planner does not see what p.day may be
                  WHERE day >= (SELECT (clock_timestamp() - interval '33 days')::date)) u
        ON u.provider = p.name AND u.day BETWEEN p.day - 30 AND p.day
     GROUP BY p.name
), own AS ( -- the provider's own figure of this day; the higher count holds
    SELECT p.name, s.own_spent - s.own_counted AS drift
      FROM provider p JOIN provider_state s ON s.provider = p.name
     WHERE (s.own_at AT TIME ZONE p.zone)::date = p.day
), spent AS (
    SELECT u.*, o.drift, u.used + greatest(coalesce(o.drift, 0), 0) AS taken FROM usage u LEFT JOIN own o USING (name)
), known AS (
    SELECT p.*, u.used, u.drift, u.taken, u.cost, p.daily - p.buffer AS budget,
           CASE WHEN p.daily > 0 THEN greatest(p.daily - p.buffer - u.taken, 0) END AS remaining,
           CASE WHEN a.months >= 10 THEN a.calls::float8 ELSE p.assumed_calls END AS calls_a_month,
           coalesce(a.months, 0) < 10 AS calls_assumed,
           CASE WHEN p.assumed_cost = 0 THEN 0 ELSE coalesce(nullif(u.cost_of_call, 0), p.assumed_cost) END AS cost_of_call,
           p.by_tokens AND p.assumed_cost > 0 AND coalesce(u.cost_of_call, 0) = 0 AS cost_assumed,
           ((p.day + 1)::timestamp AT TIME ZONE p.zone) AS reset_at
      FROM provider p
      JOIN spent u USING (name)
      LEFT JOIN average a USING (name)
), open_months AS (
    SELECT count(*) AS months FROM backfill_log WHERE status IN ('queued', 'processing', 'retry')
), asked AS (
    SELECT p.name, CASE WHEN p.role = 'resolver' OR $13::int[] IS NULL THEN $9::bigint
                        ELSE (SELECT count(*) FROM unnest($13::int[], $14::int[]) AS m (n, generation)
                               WHERE NOT EXISTS (SELECT FROM provider_response r
                                                  WHERE r.year = (m.n - 1) / 12 AND r.month = (m.n - 1) % 12 + 1
                                                    AND r.generation = m.generation AND r.provider = p.name
                                                    AND r.outcome <> 'unreadable')) END AS months
      FROM provider p
), priced AS (
    SELECT k.*, ceil(o.months * k.calls_a_month)::bigint AS reserved, ceil(a.months * k.calls_a_month)::bigint AS calls
      FROM known k JOIN asked a USING (name), open_months o
), money AS ( -- budgets that close the generators
    SELECT clock_timestamp() + interval '1 hour' AS until, 'budget.total of ' || $11::numeric || ' is spent' AS why, 1 AS rank
      FROM provider_total
    HAVING sum(cost) >= $11::numeric
     UNION ALL
    SELECT min((u.day + 1)::timestamp AT TIME ZONE coalesce(s.zone, 'UTC')), 'budget.per_day of ' || $10::numeric || ' is spent', 2
      FROM provider_usage u LEFT JOIN provider_state s USING (provider)
     WHERE u.cost > 0 AND u.day = (clock_timestamp() AT TIME ZONE coalesce(s.zone, 'UTC'))::date
       AND u.day BETWEEN (SELECT (clock_timestamp() - interval '2 days')::date) AND (SELECT (clock_timestamp() + interval '2 days')::date)
    HAVING sum(u.cost) >= $10::numeric
), judged AS ( -- in the order of provider_reserve()
    SELECT p.*, w.until AS closed_until, w.class AS closed_class, w.why AS closed_why
      FROM priced p
      LEFT JOIN LATERAL (
           SELECT s.closed_until AS until, s.closed_class AS class, s.closed_why AS why, 0 AS rank
             FROM provider_state s
            WHERE s.provider = p.name AND s.closed_until > clock_timestamp()
            UNION ALL
           SELECT until, 'quota', why, rank FROM money WHERE p.role = 'generator'
            UNION ALL
           SELECT p.reset_at, 'quota', 'the day''s budget of ' || p.budget || ' is spent', 3
            WHERE p.remaining = 0
            ORDER BY rank
            LIMIT 1) w ON true
)
SELECT name AS provider, role, used, trunc(100.0 * taken / nullif(daily, 0), 1) AS used_percent,
       drift, daily AS daily_limit, buffer, remaining AS left_today, reserved, CASE WHEN remaining IS NOT NULL THEN greatest(remaining - reserved, 0) END AS free,
       round(calls_a_month::numeric, 2) AS calls_a_month, calls_assumed, rate,
       CASE WHEN closed_until IS NULL THEN 'open' ELSE 'closed' END AS state,
       to_char(closed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS closed_until, closed_class, closed_why,
       to_char(reset_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS reset_at, 
       CASE WHEN cost > 0 OR used = 0 OR assumed_cost IS NOT NULL THEN round(cost, 4) END AS cost_today,
       calls AS forecast_calls, CASE WHEN calls = 0 THEN 0 ELSE round(calls * cost_of_call, 4) END AS forecast_cost,
       round((calls / rate / 3600)::numeric, 2) AS forecast_hours,
       round(calls::numeric / budget, 2) AS forecast_days, coalesce(cost_assumed, false) AS cost_assumed,
       -- Only so many more months are paid for today. A day of which little is spent, and that no open month
       -- waits for, pays for one at least, however small it is: else no month would ever be taken.
       CASE WHEN daily IS NOT NULL AND calls_a_month > 0
            THEN greatest(floor(greatest(remaining - reserved, 0) / calls_a_month)::bigint,
                          (taken * 10 <= daily * 8 AND remaining > 0 AND reserved = 0)::integer) END AS months_left
  FROM judged
 ORDER BY position
