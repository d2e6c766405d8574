-- Was anything ever migrated here?
SELECT to_regclass('schema_migrations') IS NOT NULL
