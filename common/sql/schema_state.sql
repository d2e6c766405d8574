-- What the schema is, and whether a program of this version may run on it.
--   $1 our version, "1.2.3"
SELECT coalesce(max(version), 0),
       coalesce(bool_and(string_to_array(oldest_program, '.')::int[] <= string_to_array($1, '.')::int[]), true),
       coalesce((array_agg(oldest_program ORDER BY string_to_array(oldest_program, '.')::int[] DESC))[1], '')
  FROM schema_migrations
