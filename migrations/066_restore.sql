-- oldest-program: 0.1.0
-- A dump can be restored. pg_restore makes tables with an empty search_path, and a generated column is computed by a function
-- that calls another one by its name alone.
ALTER FUNCTION dead_letter_fingerprint(text, text, text) SET search_path FROM CURRENT;
