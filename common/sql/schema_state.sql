-- What the schema is, and whether a program of this version may run on it.
--   $1 our version, "1.2.3"
--   columns: version program_will_do oldest_program
SELECT coalesce(max(version), 0) AS version,
       coalesce(bool_and(string_to_array(oldest_program, '.')::int[] <= string_to_array($1, '.')::int[]), true)
           AS program_will_do,
       coalesce((array_agg(oldest_program ORDER BY string_to_array(oldest_program, '.')::int[] DESC))[1], '')
           AS oldest_program
  FROM schema_migrations
