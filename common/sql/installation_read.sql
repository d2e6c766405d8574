-- Which installation this database is.
--   columns: installation
SELECT installation FROM control
