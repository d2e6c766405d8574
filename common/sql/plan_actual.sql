-- What months have really taken, to stand beside a plan. measured: the providers whose calls a month quota.sql
-- knows from ten months or more.
--   $1 so many whole days are looked back, and today
--   columns: now_ms measured_months isbns_a_month ended failed days months_done first_day daily measured
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
), done AS (
    SELECT (l.completed_at AT TIME ZONE 'UTC')::date AS day, count(*) AS months
      FROM backfill_log l, today t
     WHERE l.status = 'completed' AND (l.completed_at AT TIME ZONE 'UTC')::date >= t.day - $1::int
     GROUP BY 1
), past AS ( -- whole days, from the first on which a month was done
    SELECT d.day, coalesce(f.months, 0) AS months
      FROM today t,
           LATERAL (SELECT t.day - n AS day FROM generate_series(1, $1::int) n) d
      LEFT JOIN done f ON f.day = d.day
     WHERE d.day >= (SELECT min(day) FROM done)
)
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms,
       (SELECT count(*) FROM recent WHERE status = 'completed') AS measured_months,
       (SELECT round(avg(isbns_queued), 1) FROM recent WHERE status = 'completed') AS isbns_a_month,
       (SELECT count(*) FROM recent) AS ended, (SELECT count(*) FROM recent WHERE status = 'failed') AS failed,
       (SELECT count(*) FROM past) AS days, (SELECT coalesce(sum(months), 0) FROM past) AS months_done,
       (SELECT min(day) FROM past) AS first_day,
       (SELECT coalesce(json_agg(json_build_object('day', day, 'months', months) ORDER BY day), '[]')
          FROM (SELECT day, months FROM past UNION ALL SELECT t.day, coalesce((SELECT months FROM done WHERE done.day = t.day), 0) FROM today t) d) AS daily,
       (SELECT coalesce(string_agg(name, ',' ORDER BY name), '') FROM asked) AS measured
