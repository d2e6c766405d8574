-- Record a migration, in its own transaction.
--   $1 version  $2 name  $3 checksum  $4 oldest program that may still run on it  $5 who
--   changes: schema_migrations
INSERT INTO schema_migrations (version, name, checksum, oldest_program, applied_by)
VALUES ($1, $2, $3, $4, $5)
