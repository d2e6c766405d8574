-- Dead letters by what they died of, the largest group first.
--   $1 state, NULL: all  $2 at most so many groups
--   $3 queue  $4 class  $5 first month  $6 last month  $7 archived within, ms  $8 archived before, ms
--   $9 text  $10 group; NULL of any of these: all
--   columns: fingerprint letters months first_month last_month first_at last_at reason error_class example
--   columns: example_id note fix fixed_at came_back groups
WITH of_month AS ( -- hashed, where count(DISTINCT) would sort all letters
    SELECT fingerprint, d.year * 12 + d.month - 1 AS month, count(*) AS letters, min(archived_at) AS first_at,
           max(archived_at) AS last_at, max(id) AS example_id,
           max(least(d.last_at, archived_at)) AS died_at -- perhaps long before it was archived
      FROM dead_letter d
     WHERE ($1::text IS NULL OR state = $1::text)
       AND dead_letter_matches(d, $3::text, $4::text, $5::int, $6::int, $7::bigint, $8::bigint, $9::text, $10::text)
     GROUP BY fingerprint, d.year * 12 + d.month - 1
), found AS (
    SELECT fingerprint, sum(letters)::bigint AS letters, count(month) AS months, min(month) AS first_month,
           max(month) AS last_month, min(first_at) AS first_at, max(last_at) AS last_at, max(example_id) AS example_id,
           max(died_at) AS died_at, count(*) OVER () AS groups
      FROM of_month
     GROUP BY fingerprint
     ORDER BY letters DESC, last_at DESC
     LIMIT $2::int
)
SELECT f.fingerprint, f.letters, f.months,
       f.first_month / 12 || '-' || lpad((f.first_month % 12 + 1)::text, 2, '0') AS first_month,
       f.last_month / 12 || '-' || lpad((f.last_month % 12 + 1)::text, 2, '0') AS last_month,
       to_char(f.first_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS first_at,
       to_char(f.last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last_at,
       e.reason, e.error_class, e.error_message AS example, f.example_id, g.note, g.fix,
       to_char(g.fixed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS fixed_at,
       coalesce(f.died_at > g.fixed_at, false) AS came_back, f.groups
  FROM found f
  JOIN dead_letter e ON e.id = f.example_id
  LEFT JOIN dead_letter_group g ON g.fingerprint = f.fingerprint
 ORDER BY f.letters DESC, f.last_at DESC
