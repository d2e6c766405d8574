-- What is stuck, and where (reconcile_stuck() says which places there are): a row each, the oldest first. Where no more
-- messages are missed than lie on the queue, "no_message" is "on_queue".
--   $1 waits for longer than, ms  $2 at most so many of each kind and place
--   $3 messages on the queue of months  $4 on that of ISBNs
--   columns: kind name place since total
WITH found AS MATERIALIZED (
    SELECT f.kind, f.name, f.place, f.since, f.message FROM reconcile_stuck($1) f
), missed AS (
    SELECT f.kind, count(DISTINCT f.message) <= CASE f.kind WHEN 'month' THEN $3::bigint ELSE $4::bigint END AS there
      FROM found f WHERE f.place = 'no_message'
     GROUP BY f.kind
), placed AS (
    SELECT f.kind, f.name, CASE WHEN f.place = 'no_message' AND m.there THEN 'on_queue' ELSE f.place END AS place, f.since
      FROM found f LEFT JOIN missed m ON m.kind = f.kind
)
SELECT kind, name, place, since, total
  FROM (SELECT p.*, count(*) OVER (PARTITION BY p.kind, p.place) AS total,
               row_number() OVER (PARTITION BY p.kind, p.place ORDER BY p.since, p.name) AS position
          FROM placed p) AS listed
 WHERE position <= $2
 ORDER BY kind DESC, place, since, name
