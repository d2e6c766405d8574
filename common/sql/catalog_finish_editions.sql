-- The planner must know of the new rows before the first search.
--   changes: pg_statistic
ANALYZE catalog_edition
