-- The planner must know of the new rows before the next dump is imported.
--   changes: pg_statistic
ANALYZE openlibrary_work
