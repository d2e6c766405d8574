-- What the answers of generators gave, by generator, model, prompt or year (not known: NULL). Every generation of a month
-- counts, because each was paid for. A book that two generators named counts for each of them, and once where they
-- stand together. The share that was found nowhere, and may be invented, is that of the books whose lookups have ended;
-- it is NULL where these are fewer than 20, one month's list: there a single book moves it by more than 5 %.
--   $1 first and $2 last, as year * 12 + month  $3 generator, model, prompt or year
--   columns: label answers named found alone nowhere nowhere_percent open refusals isbns
WITH answer AS (
    SELECT r.year, r.month, r.generation, r.provider, r.model, r.prompt_name, r.outcome
      FROM provider_response r
     WHERE r.year * 12 + r.month BETWEEN $1::int AND $2::int
), fact AS (
    SELECT a.year, a.provider, a.model, a.prompt_name AS prompt, a.outcome, NULL::bigint AS book, NULL AS status,
           NULL AS isbn13, NULL::boolean AS is_alone
      FROM answer a
     UNION ALL
    SELECT b.year, g.provider, a.model,
           coalesce(a.prompt_name, CASE WHEN l.generation = b.generation THEN l.prompt_variant END), NULL, b.id, b.status, b.isbn13, cardinality(b.named_by) = 1
      FROM backfill_book b
      JOIN backfill_log l ON l.year = b.year AND l.month = b.month
     CROSS JOIN unnest(b.named_by) AS g (provider)
      LEFT JOIN answer a ON a.year = b.year AND a.month = b.month AND a.generation = b.generation AND a.provider = g.provider
     WHERE b.year * 12 + b.month BETWEEN $1::int AND $2::int
), grouped AS (
    SELECT CASE $3::text WHEN 'generator' THEN f.provider WHEN 'model' THEN f.model WHEN 'prompt' THEN f.prompt
                         WHEN 'year' THEN f.year::text END AS label,
           f.*
      FROM fact f
), counted AS (
    SELECT g.label, count(g.outcome) AS answers, count(DISTINCT g.book) AS named,
           count(DISTINCT g.book) FILTER (WHERE g.status = 'resolved') AS found,
           count(DISTINCT g.book) FILTER (WHERE g.status = 'resolved' AND g.is_alone) AS alone,
           count(DISTINCT g.book) FILTER (WHERE g.status = 'not_found') AS nowhere,
           count(DISTINCT g.book) FILTER (WHERE g.status = 'open') AS open,
           count(*) FILTER (WHERE g.outcome = 'refused') AS refusals,
           count(DISTINCT g.isbn13) AS isbns
      FROM grouped g
     GROUP BY g.label
)
SELECT c.label, c.answers, c.named, c.found, c.alone, c.nowhere,
       CASE WHEN c.found + c.nowhere >= 20 THEN round(100.0 * c.nowhere / (c.found + c.nowhere), 1) END AS nowhere_percent,
       c.open, c.refusals, c.isbns
  FROM counted c
 ORDER BY c.label NULLS LAST
