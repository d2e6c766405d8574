-- Record what became of reserved calls: each moves to its outcome, or back to its day's budget.
--   arrays: $1 provider  $2 day  $3 outcome ('unsent': it was not
--   sent; 'unreachable': nor could it be)  $4 units  $5 tokens in  $6 tokens out  $7 cost
--   $8 the gate  $9 number of its batch: one that is recorded already, whose answer was lost, changes nothing
--   arrays: $10 why it failed, in words, NULL: not known; the newest call stands first
--   arrays: $11 claim of the attempt, NULL: of no month  $12 1: the call has no price
-- Reservations that the database has lost (a standby took over) are not there to be taken back: no less than none.
-- Costs stop at what their column holds: a sum that does not fit must not keep the batch from being recorded.
-- Each outcome is counted by day and by attempt, in this one statement: so the sums are the same; so is what
-- a standing order pays for.
-- Rows are locked in the order of their keys: states, what is reserved, the outcomes, those of attempts, then
-- those of orders.
-- Five failures in a row close the circuit, unless a closing in force that is not its own lasts longer, or is an operator's.
--   changes: attempt_usage order_total provider_booking provider_state provider_usage
WITH batch AS (
    INSERT INTO provider_booking AS p (gate, number) VALUES ($8, $9)
        ON CONFLICT (gate) DO UPDATE
       SET number = excluded.number, booked_at = clock_timestamp()
     WHERE p.number < excluded.number
    RETURNING number
), ended AS (
    SELECT b.*
      FROM batch, unnest($1::text[], $2::date[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::numeric[], $10::text[],
                         $11::uuid[], $12::bigint[])
                  WITH ORDINALITY AS b (provider, day, outcome, units, tokens_in, tokens_out, cost, why, claim, unpriced, age)
), reserved AS (
    SELECT u.provider, u.day, b.calls, b.units
      FROM provider_usage u
      JOIN (SELECT provider, day, count(*) AS calls, sum(units) AS units FROM ended GROUP BY provider, day) b
           USING (provider, day)
     WHERE u.outcome = 'reserved'
     ORDER BY u.provider, u.day
       FOR NO KEY UPDATE OF u
), released AS (
    UPDATE provider_usage u
       SET calls = greatest(u.calls - r.calls, 0), units = greatest(u.units - r.units, 0)
      FROM reserved r
     WHERE u.provider = r.provider AND u.day = r.day AND u.outcome = 'reserved'
), counted AS (
    INSERT INTO provider_usage AS u (provider, day, outcome, calls, units, tokens_in, tokens_out, cost, unpriced)
    SELECT provider, day, outcome, count(*), sum(units), sum(tokens_in), sum(tokens_out),
           least(sum(cost), 99999999.999999), sum(unpriced)
      FROM ended
     WHERE outcome NOT IN ('unsent', 'unreachable') AND (SELECT count(*) FROM reserved) >= 0
     GROUP BY provider, day, outcome
     ORDER BY provider, day, outcome
        ON CONFLICT (provider, day, outcome) DO UPDATE
       SET calls = u.calls + excluded.calls, units = u.units + excluded.units,
           tokens_in = u.tokens_in + excluded.tokens_in, tokens_out = u.tokens_out + excluded.tokens_out,
           cost = least(u.cost + excluded.cost, 99999999.999999), unpriced = u.unpriced + excluded.unpriced
    RETURNING outcome
), by_attempt AS (
    INSERT INTO attempt_usage AS u (claim_token, provider, day, outcome, calls, units, tokens_in, tokens_out, cost, unpriced)
    SELECT c.claim, e.provider, e.day, e.outcome, count(*), sum(e.units), sum(e.tokens_in), sum(e.tokens_out),
           least(sum(e.cost), 99999999.999999), sum(e.unpriced)
      FROM ended e, LATERAL (SELECT coalesce(e.claim, '00000000-0000-0000-0000-000000000000') AS claim) c
     WHERE e.outcome NOT IN ('unsent', 'unreachable') AND (SELECT count(*) FROM counted) > 0
     GROUP BY c.claim, e.provider, e.day, e.outcome
     ORDER BY c.claim, e.provider, e.day, e.outcome
        ON CONFLICT (claim_token, provider, day, outcome) DO UPDATE
       SET calls = u.calls + excluded.calls, units = u.units + excluded.units,
           tokens_in = u.tokens_in + excluded.tokens_in, tokens_out = u.tokens_out + excluded.tokens_out,
           cost = least(u.cost + excluded.cost, 99999999.999999), unpriced = u.unpriced + excluded.unpriced
    RETURNING outcome
), by_order AS (
    INSERT INTO order_total AS t (order_id, cost, unpriced)
    SELECT a.order_id, least(sum(e.cost), 9999999999.999999), sum(e.unpriced)
      FROM ended e JOIN backfill_attempt a ON a.claim_token = e.claim
     WHERE e.outcome NOT IN ('unsent', 'unreachable') AND a.order_id IS NOT NULL AND (SELECT count(*) FROM by_attempt) > 0
     GROUP BY a.order_id
     ORDER BY a.order_id
        ON CONFLICT (order_id) DO UPDATE
       SET cost = least(t.cost + excluded.cost, 9999999999.999999), unpriced = t.unpriced + excluded.unpriced
)
UPDATE provider_state s
   SET failures = CASE WHEN n.good THEN 0 ELSE n.failures END,
       last_failure = CASE WHEN NOT n.good THEN coalesce(n.why, s.last_failure) END,
       closed_until = CASE WHEN n.opens THEN NULL WHEN n.closes THEN n.until ELSE s.closed_until END,
       opened_at = CASE WHEN n.opens AND s.closed_until IS NOT NULL THEN clock_timestamp() ELSE s.opened_at END,
       closed_class = CASE WHEN n.closes THEN 'transient' ELSE s.closed_class END,
       closed_why = CASE WHEN n.closes THEN n.failures || ' failures in a row' ELSE s.closed_why END
  FROM (SELECT p.provider, b.good, b.why, t.failures, t.until, b.good AND p.closed_class = 'transient' AS opens,
               NOT b.good AND t.failures >= 5
               AND (p.closed_until IS NULL OR p.closed_until < t.until OR p.closed_class = 'transient')
               AND (p.closed_class IS DISTINCT FROM 'operator' OR p.closed_until <= clock_timestamp()) AS closes
          FROM (SELECT provider, bool_or(outcome IN ('ok', 'refused')) AS good,
                       count(*) FILTER (WHERE outcome IN ('transient', 'unreachable'))::integer AS bad,
                       (array_agg(why ORDER BY age) FILTER (WHERE outcome IN ('transient', 'unreachable')))[1] AS why
                  FROM ended GROUP BY provider) b
          JOIN provider_state p USING (provider),
               LATERAL (SELECT p.failures + b.bad AS failures,
                               clock_timestamp() + least(10 * 2 ^ greatest(least(p.failures + b.bad - 5, 6), 0), 600)
                                                   * interval '1 s' AS until) t
         WHERE (b.good OR b.bad > 0) AND (p.failures > 0 OR b.bad > 0)
         ORDER BY p.provider
           FOR NO KEY UPDATE OF p) n
 WHERE s.provider = n.provider
