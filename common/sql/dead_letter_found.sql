-- How many dead letters fit the filters. Of states and groups there are totals; for all else letters are counted.
--   $1 state, NULL: all
--   $2 queue  $3 class  $4 first month  $5 last month  $6 archived within, ms  $7 archived before, ms
--   $8 text  $9 group; NULL of any of these: all
--   columns: letters
SELECT CASE WHEN num_nonnulls($2::text, $3::text, $4::int, $5::int, $6::bigint, $7::bigint, $8::text) = 0
            THEN (SELECT coalesce(sum(t.letters), 0)::bigint
                    FROM dead_letter_total t
                   WHERE ($1::text IS NULL OR t.state = $1::text) AND ($9::text IS NULL OR t.fingerprint = $9::text))
            ELSE (SELECT count(*)
                    FROM dead_letter d
                   WHERE ($1::text IS NULL OR d.state = $1::text)
                     AND dead_letter_matches(d, $2::text, $3::text, $4::int, $5::int, $6::bigint, $7::bigint, $8::text, $9::text))
       END AS letters
