-- Prune plans that nobody has carried out: a preview that no one confirms does not stay. One that somebody has in hand
-- is left alone. The items of a plan go with it.
--   $1 made longer ago than, days  $2 at most so many
--   changes: advisory_lock operation
WITH old AS MATERIALIZED (
    SELECT o.id
      FROM operation o
     WHERE o.state = 'planned' AND o.created_at < (SELECT clock_timestamp() - $1::int * interval '1 day')
       AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
     ORDER BY o.id
     LIMIT least($2::int, 50)
       FOR UPDATE SKIP LOCKED
)
DELETE FROM operation o USING old WHERE o.id = old.id
