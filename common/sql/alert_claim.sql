-- Take what is to be said next, for a while in which nobody else says it. No row: nothing is due. An alarm that was
-- seen to be gone at the last look is not said to fire; and what was said of the same thing before comes first.
--   $1 ways of sending that are configured  $2 the claim, a new uuid  $3 for how long, ms
--   columns: alarm_id way status name subject severity summary starts_at ends_at fingerprint installation
--   changes: alarm_delivery
WITH next AS (
    SELECT d.alarm_id, d.way
      FROM alarm_delivery d
      JOIN alarm a ON a.id = d.alarm_id
     WHERE d.due IS NOT NULL AND d.claim IS NULL AND d.next_try_at <= clock_timestamp() AND d.way = ANY($1::text[])
       AND (d.due = 'resolved' OR (a.gone_at IS NULL AND NOT EXISTS (
               SELECT FROM alarm_delivery e JOIN alarm b ON b.id = e.alarm_id
                WHERE e.due = 'resolved' AND e.way = d.way AND b.fingerprint = a.fingerprint AND b.id < a.id)))
     ORDER BY d.next_try_at, d.alarm_id, d.way
     LIMIT 1
       FOR NO KEY UPDATE OF d SKIP LOCKED
), claimed AS (
    UPDATE alarm_delivery d
       SET claim = $2, claimed_until = clock_timestamp() + $3::bigint * interval '1 ms'
      FROM next n
     WHERE d.alarm_id = n.alarm_id AND d.way = n.way
    RETURNING d.*
)
SELECT c.alarm_id, c.way, c.due AS status, a.name, a.subject, a.severity, a.summary,
       to_char(coalesce(a.since, a.starts_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS starts_at,
       CASE WHEN c.due = 'resolved' THEN to_char(a.ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END AS ends_at,
       a.fingerprint, o.installation
  FROM claimed c
  JOIN alarm a ON a.id = c.alarm_id
 CROSS JOIN control o
