-- The books of all months and generations that have an ISBN: whether their generation stands, who named and who
-- resolved them, and what became of the raw answer. It reads all books, of which a full table has 50,000.
--   $1 isbn13
--   columns: month number year generation state position title authors publisher publication_year
--   columns: provider resolver confidence matched_title evidence settled_at answer named_by named_by_words
WITH book AS MATERIALIZED (
    SELECT * FROM backfill_book WHERE isbn13 = $1
)
SELECT b.year || '-' || lpad(b.month::text, 2, '0') AS month, b.month AS number, b.year, b.generation,
       CASE WHEN b.generation = s.stands THEN 'stands' WHEN b.generation = s.beside THEN 'compared' ELSE 'earlier' END AS state,
       b.position, b.title, b.authors, b.publisher, b.publication_year, b.provider, b.resolver, b.confidence,
       b.matched_title, b.evidence,
       to_char(b.settled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS settled_at,
       CASE WHEN octet_length(r.body) > 0 THEN 'kept' ELSE 'pruned' END AS answer,
       to_json(b.named_by) AS named_by, array_to_string(b.named_by, ', ') AS named_by_words
  FROM book b
  JOIN backfill_log l USING (year, month)
  CROSS JOIN LATERAL (SELECT (l.compared ->> 'generation')::int AS other) o
  CROSS JOIN LATERAL (SELECT CASE WHEN l.compared IS NOT NULL AND l.status <> 'completed' THEN o.other ELSE l.generation END AS stands,
                             CASE WHEN l.status = 'completed' THEN o.other WHEN l.compared IS NOT NULL THEN l.generation END AS beside) s
  LEFT JOIN provider_response r ON r.year = b.year AND r.month = b.month AND r.generation = b.generation AND r.provider = b.provider
 ORDER BY b.year, b.month, b.generation, b.position
