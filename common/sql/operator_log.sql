-- What people did, the newest first: a line for each operation, and for what is done to one month, letter,
-- provider or the fleet. The months and letters of an operation have lines of their own, which are left out
-- unless a month or a letter is asked for.
--   $1 at most so many  $2 older than this line, NULL: from the newest  $3 month ("2003-09")  $4 letter
--   $5 person, with or without a host or an address  $6 action  $7 within, ms  $8 longer ago than, ms; NULL of these: any
--   columns: id at actor action subject why note detail
WITH subject AS MATERIALIZED ( -- of the month or the letter; an operation of 'schedule' names its months in its items only
    SELECT $3::text AS name WHERE $3::text IS NOT NULL
     UNION
    SELECT 'letter ' || d.id FROM dead_letter d
     WHERE d.year = left($3::text, 4)::int AND d.month = right($3::text, 2)::int
     UNION
    SELECT 'operation ' || i.operation_id FROM operation_item i JOIN operation o ON o.id = i.operation_id
     WHERE i.year = left($3::text, 4)::int AND i.month = right($3::text, 2)::int AND o.kind = 'schedule'
     UNION
    SELECT 'letter ' || $4::bigint WHERE $4::bigint IS NOT NULL
), line AS (
    (SELECT a.* FROM operator_action a
      WHERE $3::text IS NULL AND $4::bigint IS NULL
        AND a.at <= coalesce(least((SELECT b.at FROM operator_action b WHERE b.id = $2::bigint), now() - $8::bigint * interval '1 ms'), 'infinity')
        AND ($2::bigint IS NULL OR a.id < $2::bigint OR a.at < (SELECT b.at FROM operator_action b WHERE b.id = $2::bigint))
        AND ($5::text IS NULL OR (split_part(split_part(a.actor, '@', 1), ' ', 1) = split_part(split_part($5::text, '@', 1), ' ', 1)
                                  AND ($5::text !~ '[@ ]' OR a.actor = $5::text)))
        AND ($6::text IS NULL OR a.action = $6::text)
        AND ($7::bigint IS NULL OR a.at >= now() - $7::bigint * interval '1 ms')
        AND NOT a.detail ? 'operation'
      ORDER BY a.at DESC, a.id DESC
      LIMIT $1::int)
     UNION ALL
    (SELECT a.* FROM subject s JOIN operator_action a ON a.subject = s.name
      WHERE a.at <= coalesce(least((SELECT b.at FROM operator_action b WHERE b.id = $2::bigint), now() - $8::bigint * interval '1 ms'), 'infinity')
        AND ($2::bigint IS NULL OR a.id < $2::bigint OR a.at < (SELECT b.at FROM operator_action b WHERE b.id = $2::bigint))
        AND ($5::text IS NULL OR (split_part(split_part(a.actor, '@', 1), ' ', 1) = split_part(split_part($5::text, '@', 1), ' ', 1)
                                  AND ($5::text !~ '[@ ]' OR a.actor = $5::text)))
        AND ($6::text IS NULL OR a.action = $6::text)
        AND ($7::bigint IS NULL OR a.at >= now() - $7::bigint * interval '1 ms')
      ORDER BY a.at DESC, a.id DESC
      LIMIT $1::int)
)
SELECT l.id, to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, l.actor, l.action, l.subject,
       -- what was done to an operation has no reason of its own
       coalesce(l.detail ->> 'why', CASE WHEN l.action NOT LIKE 'operation\_%' THEN coalesce(o.why, part_of.why) END) AS why,
       nullif(concat_ws(', ', 'was ' || (l.detail ->> 'status'),
                        CASE WHEN l.action <> 'reconcile' OR l.detail ->> 'months' <> '0'
                             THEN (l.detail ->> 'months') || CASE WHEN l.detail ->> 'months' = '1' THEN ' month' ELSE ' months' END END,
                        CASE WHEN l.action = 'reconcile' AND l.detail ->> 'isbns' <> '0'
                             THEN (l.detail ->> 'isbns') || CASE WHEN l.detail ->> 'isbns' = '1' THEN ' ISBN' ELSE ' ISBNs' END END,
                        CASE WHEN l.action = 'reconcile' AND l.detail ->> 'marked' <> '0' THEN (l.detail ->> 'marked') || ' marked' END,
                        CASE WHEN l.action = 'reconcile' AND l.detail ->> 'taken_over' <> '0' THEN (l.detail ->> 'taken_over') || ' taken over' END,
                        CASE o.state WHEN 'completed' THEN 'ended' ELSE o.state END, 'operation ' || (l.detail ->> 'operation'), l.detail ->> 'text',
                        'it was closed: ' || (l.detail ->> 'closed_why'),
                        CASE WHEN l.action = 'order_budget' THEN 'from ' || coalesce(l.detail ->> 'from', 'none') || ' to ' || coalesce(l.detail ->> 'to', 'none') END), '') AS note,
       l.detail
  FROM line l
  LEFT JOIN operation o ON o.id = CASE WHEN l.subject ~ '^operation [0-9]{1,18}$' THEN split_part(l.subject, ' ', 2)::bigint END
  LEFT JOIN operation part_of ON part_of.id = CASE WHEN l.detail ->> 'operation' ~ '^[0-9]{1,18}$' THEN (l.detail ->> 'operation')::bigint END
 ORDER BY l.at DESC, l.id DESC
 LIMIT $1::int
