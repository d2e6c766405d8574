-- Which sources were asked for an ISBN, and what each answered. settled: asking it again brings nothing yet.
--   $1 isbn13
--   columns: source outcome asked_at again_at times detail settled
SELECT l.source, l.outcome,
       to_char(l.asked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS asked_at,
       to_char(l.again_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS again_at,
       l.times, l.detail, (l.outcome = 'found' OR l.again_at > clock_timestamp()) AS settled
  FROM edition_lookup l
 WHERE l.isbn13 = $1
 ORDER BY l.asked_at, l.source
