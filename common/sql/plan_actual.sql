-- What months have really taken, to stand beside a plan. measured: the providers whose calls a month quota.sql
-- knows from ten months or more.
--   $1 so many whole days are looked back, and today
-- For charts, daily reaches back 31 days, and hourly two.
--   columns: now_ms measured_months isbns_a_month ended failed days months_done first_day daily hourly measured
WITH today AS MATERIALIZED (
    SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date AS day
), recent AS MATERIALIZED (
    SELECT l.status, l.isbns_queued, row_number() OVER (ORDER BY l.completed_at DESC, l.year, l.month) AS age
      FROM backfill_log l
     WHERE l.status IN ('completed', 'failed')
     ORDER BY age
     LIMIT 50
), asked AS (
    SELECT c.provider AS name FROM calls_a_month() c WHERE c.months >= 10
), hours AS (
    SELECT date_trunc('hour', l.completed_at AT TIME ZONE 'UTC') AS hour, count(*) AS months
      FROM backfill_log l, today t
     WHERE l.status = 'completed' AND (l.completed_at AT TIME ZONE 'UTC')::date >= t.day - greatest($1::int, 31)
     GROUP BY 1
), done AS (
    SELECT hour::date AS day, sum(months)::bigint AS months FROM hours GROUP BY 1
), past AS ( -- whole days, from the first on which a month was done
    SELECT d.day, coalesce(f.months, 0) AS months
      FROM today t,
           LATERAL (SELECT t.day - n AS day FROM generate_series(1, $1::int) n) d
      LEFT JOIN done f ON f.day = d.day
     WHERE d.day >= (SELECT min(f.day) FROM done f, today t WHERE f.day >= t.day - $1::int)
), charted AS (
    SELECT d::date AS day
      FROM today t, generate_series(greatest(coalesce((SELECT min(f.day) FROM done f), t.day), t.day - 31)::timestamp, t.day::timestamp, '1 day') d
)
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms,
       (SELECT count(*) FROM recent WHERE status = 'completed') AS measured_months,
       (SELECT round(avg(isbns_queued), 1) FROM recent WHERE status = 'completed') AS isbns_a_month,
       (SELECT count(*) FROM recent) AS ended, (SELECT count(*) FROM recent WHERE status = 'failed') AS failed,
       (SELECT count(*) FROM past) AS days, (SELECT coalesce(sum(months), 0) FROM past) AS months_done,
       (SELECT min(day) FROM past) AS first_day,
       (SELECT json_agg(json_build_object('day', c.day, 'months', coalesce(f.months, 0)) ORDER BY c.day)
          FROM charted c LEFT JOIN done f ON f.day = c.day) AS daily,
       (SELECT coalesce(json_agg(json_build_object('hour', to_char(o.hour, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'months', o.months) ORDER BY o.hour), '[]')
          FROM hours o, today t WHERE o.hour >= t.day - 2) AS hourly,
       (SELECT coalesce(string_agg(name, ',' ORDER BY name), '') FROM asked) AS measured
