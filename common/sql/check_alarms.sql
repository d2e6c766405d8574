-- Everything that alarms are judged by, with its limits, the worst first; severity is ok, warning or critical.
--   $1 limits of the configuration, and what the caller knows (model/alarm_limits.h)
--   columns: name subject severity summary value warn crit since
SELECT a.name, a.subject, a.severity, a.summary, a.value, a.warn, a.crit,
       to_char(a.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
  FROM alarms_measured($1::jsonb) a
 ORDER BY a.severity = 'ok', a.severity, a.since, a.name, a.subject
