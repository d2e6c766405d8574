-- The alarms that hold, for doctor.
--   $1 limits, and what only the caller knows, as alarms_now() takes them
--   columns: name subject severity summary since
SELECT name, subject, severity, summary, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS since
  FROM alarms_now($1::jsonb)
