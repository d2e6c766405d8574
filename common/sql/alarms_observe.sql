-- Look for alarms, if it is time and no other process does.
--   $1 limits, JSON  $2 ways of sending that are configured  $3 held for so long an alarm fires, ms
--   $4 between two looks, ms  $5 between two reminders, ms; 0: there are none
--   columns: event name subject severity summary seconds
--   changes: alarm alarm_delivery alarm_watch
SELECT event, name, subject, severity, summary, seconds FROM alarms_observe($1, $2::text[], $3, $4, $5)
