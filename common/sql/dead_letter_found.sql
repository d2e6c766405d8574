-- How many dead letters fit the filters.
--   $1 state, NULL: all
--   $2 queue  $3 class  $4 first month  $5 last month  $6 archived within, ms  $7 archived before, ms
--   $8 text  $9 group; NULL of any of these: all
--   columns: letters
SELECT count(*) AS letters
  FROM dead_letter d
 WHERE ($1::text IS NULL OR state = $1::text)
   AND dead_letter_matches(d, $2::text, $3::text, $4::int, $5::int, $6::bigint, $7::bigint, $8::text, $9::text)
