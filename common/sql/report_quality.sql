-- What the answers of generators gave, by generator, model, prompt or year. Every generation of a month
-- counts, because each was paid for; standing are the books of those that stand, which are all that 'report' counts.
-- Calls without an answer, and answers of what has no model, are those of their generator. A book that two generators named counts for each of them, and once where they
-- stand together. The share that was found nowhere, and may be invented, is that of the books whose lookups have ended;
-- it is NULL where these are fewer than 20, one month's list: there a single book moves it by more than 5 %. The cost
-- is that of the generators' own calls, and NULL where no call has a price; that of an ISBN where a call has none.
--   $1 first and $2 last, as year * 12 + month  $3 generator, model, prompt or year
--   columns: label answers named found standing alone nowhere nowhere_percent open refusals isbns calls unpriced cost
--   columns: cost_per_isbn
WITH answer AS (
    SELECT r.year, r.month, r.generation, r.provider, r.model, r.prompt_name, r.outcome
      FROM provider_response r
     WHERE r.year * 12 + r.month BETWEEN $1::int AND $2::int
), book AS (
    SELECT b.year, b.month, b.generation, g.provider, b.id, b.status, b.isbn13, cardinality(b.named_by) = 1 AS is_alone
      FROM backfill_book b
     CROSS JOIN unnest(b.named_by) AS g (provider)
     WHERE b.year * 12 + b.month BETWEEN $1::int AND $2::int
), called AS (
    SELECT t.year, t.month, t.generation, u.provider, sum(u.calls) AS calls, sum(u.unpriced) AS unpriced, sum(u.cost) AS cost
      FROM backfill_attempt t
      JOIN attempt_usage u ON u.claim_token = t.claim_token
     WHERE t.year * 12 + t.month BETWEEN $1::int AND $2::int
       AND (u.provider IN (SELECT a.provider FROM answer a) OR u.provider IN (SELECT k.provider FROM book k))
     GROUP BY t.year, t.month, t.generation, u.provider
), fact AS (
    SELECT a.year, a.month, a.generation, a.provider, a.outcome, NULL::bigint AS book, NULL AS status, NULL AS isbn13,
           NULL::boolean AS is_alone, NULL::numeric AS calls, NULL::numeric AS unpriced, NULL::numeric AS cost
      FROM answer a
     UNION ALL
    SELECT b.year, b.month, b.generation, b.provider, NULL, b.id, b.status, b.isbn13, b.is_alone, NULL, NULL, NULL FROM book b
     UNION ALL
    SELECT c.year, c.month, c.generation, c.provider, NULL, NULL, NULL, NULL, NULL, c.calls, c.unpriced, c.cost FROM called c
), grouped AS (
    SELECT f.*,
           CASE $3::text WHEN 'generator' THEN f.provider WHEN 'model' THEN coalesce(a.model, f.provider || CASE WHEN a.provider IS NULL THEN ', no answer' ELSE ', no model' END)
                         WHEN 'year' THEN f.year::text
                         WHEN 'prompt' THEN coalesce(a.prompt_name, CASE WHEN l.generation = f.generation THEN l.prompt_variant END, 'not known')
           END AS label, l.generation = f.generation AS stands
      FROM fact f
      JOIN backfill_log l ON l.year = f.year AND l.month = f.month
      LEFT JOIN answer a ON a.year = f.year AND a.month = f.month AND a.generation = f.generation AND a.provider = f.provider
), counted AS (
    SELECT g.label, count(g.outcome) AS answers, count(DISTINCT g.book) AS named,
           count(DISTINCT g.book) FILTER (WHERE g.status = 'resolved') AS found,
           count(DISTINCT g.book) FILTER (WHERE g.status = 'resolved' AND g.stands) AS standing,
           count(DISTINCT g.book) FILTER (WHERE g.status = 'resolved' AND g.is_alone) AS alone,
           count(DISTINCT g.book) FILTER (WHERE g.status = 'not_found') AS nowhere,
           count(DISTINCT g.book) FILTER (WHERE g.status = 'open') AS open,
           count(*) FILTER (WHERE g.outcome = 'refused') AS refusals,
           count(DISTINCT g.isbn13) AS isbns, coalesce(sum(g.calls), 0) AS calls, coalesce(sum(g.unpriced), 0) AS unpriced,
           CASE WHEN sum(g.cost) > 0 OR sum(g.unpriced) = 0 THEN sum(g.cost) END AS cost
      FROM grouped g
     GROUP BY g.label
)
SELECT c.label, c.answers, c.named, c.found, c.standing, c.alone, c.nowhere,
       CASE WHEN c.found + c.nowhere >= 20 THEN round(100.0 * c.nowhere / (c.found + c.nowhere), 1) END AS nowhere_percent,
       c.open, c.refusals, c.isbns, c.calls, c.unpriced, trim_scale(round(c.cost, 4)) AS cost,
       CASE WHEN c.unpriced = 0 THEN trim_scale(round(c.cost / nullif(c.isbns, 0), 6)) END AS cost_per_isbn
  FROM counted c
 ORDER BY c.label NULLS LAST
