-- What alarms at this moment, the worst first.
--   $1 the limits, as alarm_limits() writes them
--   columns: name subject severity summary since
SELECT a.name, a.subject, a.severity, a.summary,
       to_char(a.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
  FROM alarms_now($1::jsonb) a
 ORDER BY a.severity, a.since, a.name, a.subject
