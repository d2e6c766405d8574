-- The months of a plan that are not as it saw them, and what changed.
--   $1 operation
--   columns: month changes
SELECT c.month, c.changes FROM schedule_changed($1::bigint) c
