-- What a phase of a plan has to do: the months of its range that 'schedule --only' takes, and why it leaves the
-- others alone.
--   $1 first and $2 last, as year * 12 + month  $3 so many days after its end a month is due  $4 which months
--   $5 also those that are not due
--   columns: months not_due last_due_days first last open held failed completed in_table lowest highest
SELECT count(*) FILTER (WHERE to_do) AS months, count(*) FILTER (WHERE to_do AND due_days > 0) AS not_due,
       greatest(max(due_days) FILTER (WHERE to_do), 0) AS last_due_days,
       min(name) FILTER (WHERE to_do) AS first, max(name) FILTER (WHERE to_do) AS last,
       count(*) FILTER (WHERE status IN ('queued', 'processing', 'retry')) AS open,
       count(*) FILTER (WHERE held) AS held, count(*) FILTER (WHERE status = 'failed') AS failed,
       count(*) FILTER (WHERE status = 'completed') AS completed, count(*) AS in_table,
       min(number) AS lowest, max(number) AS highest
  FROM (SELECT l.year * 12 + l.month AS number, l.status, l.held,
               schedule_reason(l, $4::text, true, $3::int) IS NULL AS to_do, l.year || '-' || lpad(l.month::text, 2, '0') AS name,
               CASE WHEN NOT $5::boolean THEN (make_date(l.year, l.month, 1) + interval '1 month')::date + $3::int
                                              - (clock_timestamp() AT TIME ZONE 'UTC')::date END AS due_days
          FROM backfill_log l
         WHERE l.year * 12 + l.month BETWEEN $1::int AND $2::int) m
