-- Open a provider by hand: its closing and its failures are forgotten, and the months that were put
-- off because of it are due now, also where it is open by now or only its budget was spent.
--   $1 provider  $2 who
--   columns: was_closed months_due
--   changes: backfill_log operator_action outbox provider_state
WITH before AS (
    SELECT *, coalesce(closed_until > clock_timestamp(), false) AS was_closed
      FROM provider_state WHERE provider = $1
       FOR NO KEY UPDATE
), opened AS (
    UPDATE provider_state s
       SET closed_until = NULL, closed_class = NULL, closed_why = NULL, failures = 0, updated_at = clock_timestamp()
      FROM before b
     WHERE s.provider = b.provider
), waiting AS (
    SELECT l.year, l.month
      FROM backfill_log l
     WHERE l.status = 'retry' AND l.retry_at > clock_timestamp()
       AND l.error_class IN ('quota', 'config', 'rate_limited') AND l.error_message ~ ('\m' || $1 || '\M')
     ORDER BY l.year, l.month
       FOR UPDATE OF l
), due AS (
    UPDATE backfill_log l
       SET retry_at = clock_timestamp()
      FROM waiting w
     WHERE l.year = w.year AND l.month = w.month
    RETURNING l.job_id
), announced AS (
    UPDATE outbox o
       SET available_at = clock_timestamp()
      FROM due d
     WHERE o.job_id = d.job_id AND o.destination = 'backfill'
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $2, 'provider open', $1, coalesce((SELECT jsonb_build_object('closed_until', closed_until, 'class', closed_class,
                                                                        'why', closed_why, 'failures', failures)
                                                FROM before), '{}')
)
SELECT coalesce((SELECT was_closed FROM before), false) AS was_closed, (SELECT count(*) FROM due) AS months_due
