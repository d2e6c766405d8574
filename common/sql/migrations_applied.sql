-- What was applied.
--   columns: version name checksum
SELECT version, name, checksum FROM schema_migrations ORDER BY version
