-- Beat, and read what the fleet is told to do. A row that is gone (a standby took over that had not
-- heard of it, an older dump was restored) is made anew: without it others would take this process
-- for dead. A row that carries another identity is another's: it is left alone, and own is false.
-- set_back: the last heartbeat lies ahead, so the database's clock was set back since. operation_due: an
-- operation has something to do now. order_due: a standing order waits for somebody to do its day.
-- event_due: something has happened to a provider that is in no log yet. observe_due: it is time to look for
-- alarms. alert_due: one is to be sent. ping_due: the dead man's switch may be pinged. closed: providers.
-- moment_ms: when it was written, so that a process that stood still while its clock did too finds out.
--   $1 process id  $2 identity  $3 role  $4 host  $5 pid  $6 version
--   $7 models that it asks without a price, NULL: none  $8 queues that it takes work from (array); NULL: none
--   columns: paused own set_back operation_due order_due event_due observe_due alert_due ping_due closed moment_ms
--   changes: process
WITH beat AS (
    INSERT INTO process AS p (id, identity, role, host, pid, version, unpriced, queues) OVERRIDING SYSTEM VALUE
    VALUES ($1, $2, $3, $4, $5, $6, $7::text, coalesce($8::text[], '{}'))
        ON CONFLICT (id) DO UPDATE SET heartbeat_at = clock_timestamp()
     WHERE p.identity = excluded.identity
    RETURNING id
)
SELECT paused, EXISTS (SELECT FROM beat) AS own,
       EXISTS (SELECT FROM process WHERE id = $1 AND heartbeat_at > clock_timestamp()) AS set_back,
       EXISTS (SELECT FROM operation WHERE state = 'running' AND (next_at <= clock_timestamp() OR next_at > clock_timestamp() + interval '1 hour'))
           AS operation_due,
       EXISTS (SELECT FROM backfill_order o WHERE o.state = 'active' AND order_is_due(o, clock_timestamp())) AS order_due,
       EXISTS (SELECT FROM provider_event e WHERE e.said_at IS NULL)
           OR EXISTS (SELECT FROM provider_state s WHERE s.closed_since IS NOT NULL AND NOT provider_is_closed(s)) AS event_due,
       w.observe_at <= clock_timestamp() OR w.observe_at > clock_timestamp() + interval '2 hours' AS observe_due,
       EXISTS (SELECT FROM alarm_delivery d WHERE d.due IS NOT NULL AND d.claim IS NULL AND d.next_try_at <= clock_timestamp()) AS alert_due,
       (w.ping_at <= clock_timestamp() OR w.ping_at > clock_timestamp() + interval '2 hours')
           AND (w.ping_claimed_until IS NULL OR w.ping_claimed_until < clock_timestamp()) AS ping_due,
       (SELECT string_agg(s.provider, ',' ORDER BY s.provider) FROM provider_state s WHERE s.closed_since IS NOT NULL) AS closed,
       (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS moment_ms
  FROM control, alarm_watch w
