-- Let schedule choose held months again. They were locked by month_lock in the same transaction.
--   $1 months (array of year * 12 + month)  $2 who
--   columns: month previous_status result changed
--   changes: backfill_log operator_action
WITH asked AS (
    SELECT DISTINCT n FROM unnest($1::int[]) n
), found AS (
    SELECT l.year, l.month, l.status, l.held
      FROM backfill_log l
      JOIN asked ON l.year * 12 + l.month = n
), freed AS (
    UPDATE backfill_log l
       SET held = false
      FROM found f
     WHERE l.year = f.year AND l.month = f.month AND f.held
    RETURNING l.year, l.month
), action AS (
    INSERT INTO operator_action (actor, action, subject)
    SELECT $2, 'unhold', f.year || '-' || lpad(f.month::text, 2, '0') FROM freed f
)
SELECT (a.n - 1) / 12 || '-' || lpad(((a.n - 1) % 12 + 1)::text, 2, '0') AS month,
       coalesce(f.status, 'missing') AS previous_status,
       CASE WHEN f.year IS NULL THEN 'is not in the table'
            WHEN r.year IS NOT NULL THEN 'is no longer held'
            ELSE 'was not held' END AS result,
       r.year IS NOT NULL AS changed
  FROM asked a
  LEFT JOIN found f ON f.year * 12 + f.month = a.n
  LEFT JOIN freed r ON r.year = f.year AND r.month = f.month
 ORDER BY a.n
