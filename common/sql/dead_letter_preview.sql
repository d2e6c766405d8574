-- What a replay would do with a selection of dead letters, a row for each verdict. Letters of one month are
-- served by one job: the first is 'scheduled', the others are 'together' with it. A letter of months that names no month of
-- the table is 'hopeless': a consumer refuses its bytes again. Those that wait in a replay that is there already are
-- counted, too.
--   $1 letters (array), NULL: those that fit the filters  $2 state, NULL: any
--   $3 queue  $4 class  $5 first month  $6 last month  $7 archived within, ms  $8 archived before, ms
--   $9 text  $10 group; NULL of any of these: all
--   $11 force  $12 name of the dead-letter queue of enrichment
--   columns: verdict letters to_ask open_books letter because asking generations in_replay replay
WITH judged AS (
    SELECT d.id, coalesce(d.error_message, d.reason) AS because, d.queue <> $12 AS of_months, l.year, l.month, l.generation, l.status = 'completed' AS fresh,
           l.status = 'completed' OR NOT EXISTS (
               SELECT FROM backfill_book b WHERE b.year = l.year AND b.month = l.month AND b.generation = l.generation) AS anew,
           dead_letter_verdict(row(d.*)::dead_letter, l, $11::boolean) AS verdict,
           (SELECT min(o.id) FROM operation_item i JOIN operation o ON o.id = i.operation_id
             WHERE i.letter_id = d.id AND i.state = 'waiting' AND o.kind = 'replay' AND o.state IN ('running', 'paused')) AS replay,
           row_number() OVER (PARTITION BY l.year, l.month, dead_letter_verdict(row(d.*)::dead_letter, l, $11::boolean)
                              ORDER BY d.id) AS place
      FROM dead_letters_selected($1::bigint[], $2::text, $3::text, $4::text, $5::int, $6::int, $7::bigint,
                                 $8::bigint, $9::text, $10::text) d
      LEFT JOIN backfill_log l ON l.year = d.year AND l.month = d.month AND d.queue <> $12
), named AS (
    SELECT j.*, CASE WHEN verdict = 'scheduled' AND place > 1 THEN 'together'
                     WHEN verdict = 'bytes' AND of_months THEN 'hopeless' ELSE verdict END AS what FROM judged j
)
SELECT what AS verdict, count(*) AS letters,
       count(*) FILTER (WHERE what = 'scheduled' AND anew) AS to_ask,
       coalesce(sum((SELECT count(*) FROM backfill_book b
                      WHERE b.year = n.year AND b.month = n.month AND b.generation = n.generation AND b.status = 'open'))
                FILTER (WHERE what = 'scheduled' AND NOT anew), 0) AS open_books,
       min(n.id) AS letter, (array_agg(n.because ORDER BY n.id))[1] AS because,
       array_agg(n.year * 12 + n.month ORDER BY n.year, n.month) FILTER (WHERE what = 'scheduled' AND anew) AS asking,
       array_agg(n.generation + fresh::int ORDER BY n.year, n.month) FILTER (WHERE what = 'scheduled' AND anew) AS generations,
       count(n.replay) AS in_replay, min(n.replay) AS replay
  FROM named n
 GROUP BY what
 ORDER BY array_position('{scheduled,together,bytes,hopeless}'::text[], what), what
