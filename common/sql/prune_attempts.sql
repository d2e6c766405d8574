-- Prune attempts. Those of a month's present job, those of the job that stands beside it, and those that still
-- run, stay. Their usage goes with them (the trigger usage_total_take_back()); provider_usage still has it, as calls of no known month.
--   $1 ended longer ago than, days  $2 at most so many
--   changes: advisory_lock backfill_attempt
WITH old AS MATERIALIZED (
    SELECT o.id
      FROM backfill_attempt o JOIN backfill_log l USING (year, month)
     WHERE o.ended_at < (SELECT clock_timestamp() - $1::int * interval '1 day')
       AND o.job_id IS DISTINCT FROM l.job_id
       AND o.job_id IS DISTINCT FROM (l.compared ->> 'job_id')::uuid
       AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
     ORDER BY o.ended_at
     LIMIT $2::int
)
DELETE FROM backfill_attempt a
 WHERE a.id IN (SELECT id FROM old)
