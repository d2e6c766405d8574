-- Enter the months that are missing: how many were new.
--   $1 first and $2 last, as year * 12 + month
--   columns: months_new
--   changes: backfill_log
WITH entered AS (
    INSERT INTO backfill_log (year, month)
    SELECT (n - 1) / 12, (n - 1) % 12 + 1
      FROM generate_series($1::int, $2::int) n
    ON CONFLICT (year, month) DO NOTHING
    RETURNING year
)
SELECT count(*) AS months_new FROM entered
