-- Was anything ever migrated here?
--   columns: exist
SELECT to_regclass('schema_migrations') IS NOT NULL AS exist
