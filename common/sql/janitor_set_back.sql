-- The database's clock was set back: what was written at a time that is still to come counts as written
-- now, so that nothing waits for as long as the clock was set back. The free slots of providers, their
-- closings but for those until a day ends or a time that an operator named, months that wait for
-- a message or their retry, and rows of the outbox. Providers are locked first: nothing is held while they
-- are waited for.
--   changes: backfill_log outbox provider_state
WITH moment AS (
    SELECT clock_timestamp() AS now
), states AS (
    SELECT s.provider, s.updated_at - m.now AS ahead, m.now
      FROM provider_state s, moment m
     WHERE s.updated_at > m.now OR s.own_asked_at > m.now
     ORDER BY s.provider
       FOR NO KEY UPDATE OF s
), slots AS (
    UPDATE provider_state s
       SET next_slot_at = s.next_slot_at - greatest(t.ahead, interval '0'),
           closed_until = CASE WHEN s.closed_class IN ('transient', 'rate_limited', 'config')
                               THEN s.closed_until - greatest(t.ahead, interval '0') ELSE s.closed_until END,
           own_asked_at = least(s.own_asked_at, t.now),
           updated_at = least(s.updated_at, t.now)
      FROM states t
     WHERE s.provider = t.provider
), months AS (
    SELECT l.year, l.month, l.announced_at - m.now AS ahead, m.now
      FROM backfill_log l, moment m
     WHERE l.status IN ('queued', 'retry') AND l.announced_at > m.now
       AND (SELECT count(*) FROM states) >= 0
     ORDER BY l.year, l.month
       FOR NO KEY UPDATE OF l SKIP LOCKED
), waiting AS (
    UPDATE backfill_log l
       SET retry_at = l.retry_at - t.ahead, announced_at = t.now
      FROM months t
     WHERE l.year = t.year AND l.month = t.month
), messages AS (
    SELECT o.id, o.created_at - m.now AS ahead, m.now
      FROM outbox o, moment m
     WHERE o.created_at > m.now
       AND (SELECT count(*) FROM states) >= 0
     ORDER BY o.id
       FOR UPDATE OF o SKIP LOCKED
)
UPDATE outbox o
   SET available_at = o.available_at - t.ahead, created_at = t.now
  FROM messages t
 WHERE o.id = t.id
