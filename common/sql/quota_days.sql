-- What each provider's last days have spent, in its units. A call is a unit here, as it is in the gate.
--   arrays, a provider each: $1 name  $2 time zone of its day  $3 limit a day, NULL: none
--   $4 so many days, today among them  $5 what was used before that many ms ago, NULL: not asked
--   columns: day provider before used daily_limit used_percent reserved cost unpriced
WITH provider AS MATERIALIZED (
    SELECT p.*, (clock_timestamp() AT TIME ZONE p.zone)::date AS today
      FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS p (name, zone, daily, position)
), spent AS (
    SELECT u.provider, u.day, sum(u.calls) AS calls, sum(u.units) AS units, sum(u.cost) AS cost, sum(u.unpriced) AS unpriced,
           coalesce(sum(u.calls) FILTER (WHERE u.outcome = 'reserved'), 0) AS reserved
      FROM provider_usage u
     WHERE u.day > (SELECT min(today) - $4::int FROM provider)
     GROUP BY u.provider, u.day
), since AS (
    SELECT u.provider, u.day, sum(u.units) AS units
      FROM (SELECT clock_timestamp() - $5::bigint * interval '1 ms') m (moment), backfill_attempt a
      JOIN attempt_usage u USING (claim_token)
     WHERE (a.ended_at >= m.moment OR a.ended_at IS NULL) AND a.started_at >= m.moment
     GROUP BY u.provider, u.day
)
SELECT s.day::text AS day, p.name AS provider,
       CASE WHEN $5::bigint IS NOT NULL THEN s.units - coalesce(c.units, 0) END AS before,
       s.units AS used, p.daily AS daily_limit, trunc(100.0 * s.units / nullif(p.daily, 0), 1) AS used_percent, s.reserved,
       CASE WHEN s.cost > 0 OR (s.unpriced = 0 AND s.reserved < s.calls) THEN s.cost END AS cost, s.unpriced
  FROM provider p
  JOIN spent s ON s.provider = p.name AND s.day > p.today - $4::int
  LEFT JOIN since c ON c.provider = s.provider AND c.day = s.day
 WHERE s.calls > 0
 ORDER BY s.day DESC, p.position
