-- What the answers of generators gave, by generator, model, prompt or year. Every generation of a month
-- counts, because each was paid for; standing are the books of those that stand, which are all that 'report' counts.
-- Calls without an answer, and answers of what has no model, are those of their generator. A book that two generators named counts for each of them, and once where they
-- stand together. The share that was found nowhere, and may be invented, is that of the books whose lookups have ended;
-- it is NULL where these are fewer than 20, one month's list: there a single book moves it by more than 5 %. The cost
-- is that of the generators' own calls, and NULL where no call has a price; that of an ISBN where a call has none.
--   $1 first and $2 last, as year * 12 + month  $3 generator, model, prompt or year
--   columns: label answers named found standing alone nowhere nowhere_percent open refusals isbns calls unpriced cost
--   columns: cost_per_isbn
WITH answer AS MATERIALIZED (
    SELECT r.year, r.month, r.generation, r.provider, r.model, r.prompt_name, r.outcome
      FROM provider_response r
     WHERE (r.year, r.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
), book AS MATERIALIZED (
    SELECT b.year, b.month, b.generation, g.provider, b.id, b.status, b.isbn13, cardinality(b.named_by) = 1 AS is_alone
      FROM backfill_book b
     CROSS JOIN unnest(b.named_by) AS g (provider)
     WHERE (b.year, b.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
), called AS MATERIALIZED (
    SELECT t.year, t.month, t.generation, u.provider, sum(u.calls) AS calls, sum(u.unpriced) AS unpriced, sum(u.cost) AS cost
      FROM backfill_attempt t
      JOIN attempt_usage u ON u.claim_token = t.claim_token
     WHERE (t.year, t.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
       AND u.provider = ANY (ARRAY(SELECT a.provider FROM answer a UNION SELECT k.provider FROM book k))
     GROUP BY t.year, t.month, t.generation, u.provider
), asked AS MATERIALIZED ( -- each generator in each generation of a month, and what it is counted under
    SELECT p.year, p.month, p.generation, p.provider,
           CASE $3::text WHEN 'generator' THEN p.provider WHEN 'model' THEN coalesce(a.model, p.provider || CASE WHEN a.provider IS NULL THEN ', no answer' ELSE ', no model' END)
                         WHEN 'year' THEN p.year::text
                         WHEN 'prompt' THEN coalesce(a.prompt_name, CASE WHEN l.generation = p.generation THEN l.prompt_variant END, 'not known')
           END AS label, l.generation = p.generation AS stands
      FROM (SELECT a.year, a.month, a.generation, a.provider FROM answer a
             UNION
            SELECT k.year, k.month, k.generation, k.provider FROM book k
             UNION
            SELECT c.year, c.month, c.generation, c.provider FROM called c) p
      JOIN backfill_log l ON l.year = p.year AND l.month = p.month
      LEFT JOIN answer a ON a.year = p.year AND a.month = p.month AND a.generation = p.generation AND a.provider = p.provider
), named AS ( -- a book once under each label; hashed, where count(DISTINCT) would sort all books several times
    SELECT q.label, k.id, k.status, k.isbn13, k.is_alone, q.stands
      FROM book k JOIN asked q USING (year, month, generation, provider)
     GROUP BY q.label, k.id, k.status, k.isbn13, k.is_alone, q.stands
), of_isbn AS (
    SELECT n.label, n.isbn13, count(*) AS named, count(*) FILTER (WHERE n.status = 'resolved') AS found,
           count(*) FILTER (WHERE n.status = 'resolved' AND n.stands) AS standing,
           count(*) FILTER (WHERE n.status = 'resolved' AND n.is_alone) AS alone,
           count(*) FILTER (WHERE n.status = 'not_found') AS nowhere, count(*) FILTER (WHERE n.status = 'open') AS open
      FROM named n
     GROUP BY n.label, n.isbn13
), part (label, answers, refusals, named, found, standing, alone, nowhere, open, isbns, calls, unpriced, cost) AS (
    SELECT q.label, count(*), count(*) FILTER (WHERE a.outcome = 'refused'), 0, 0, 0, 0, 0, 0, 0, NULL::numeric, NULL::numeric, NULL::numeric
      FROM answer a JOIN asked q USING (year, month, generation, provider)
     GROUP BY q.label
     UNION ALL
    SELECT o.label, 0, 0, sum(o.named), sum(o.found), sum(o.standing), sum(o.alone), sum(o.nowhere), sum(o.open), count(o.isbn13), NULL, NULL, NULL
      FROM of_isbn o
     GROUP BY o.label
     UNION ALL
    SELECT q.label, 0, 0, 0, 0, 0, 0, 0, 0, 0, sum(c.calls), sum(c.unpriced), sum(c.cost)
      FROM called c JOIN asked q USING (year, month, generation, provider)
     GROUP BY q.label
), counted AS (
    SELECT p.label, sum(p.answers) AS answers, sum(p.named) AS named, sum(p.found) AS found, sum(p.standing) AS standing,
           sum(p.alone) AS alone, sum(p.nowhere) AS nowhere,
           sum(p.open) AS open, sum(p.refusals) AS refusals, sum(p.isbns) AS isbns, coalesce(sum(p.calls), 0) AS calls,
           coalesce(sum(p.unpriced), 0) AS unpriced, CASE WHEN sum(p.cost) > 0 OR sum(p.unpriced) = 0 THEN sum(p.cost) END AS cost
      FROM part p
     GROUP BY p.label
)
SELECT c.label, c.answers, c.named, c.found, c.standing, c.alone, c.nowhere,
       CASE WHEN c.found + c.nowhere >= 20 THEN round(100.0 * c.nowhere / (c.found + c.nowhere), 1) END AS nowhere_percent,
       c.open, c.refusals, c.isbns, c.calls, c.unpriced, trim_scale(round(c.cost, 4)) AS cost,
       CASE WHEN c.unpriced = 0 THEN trim_scale(round(c.cost / nullif(c.isbns, 0), 6)) END AS cost_per_isbn
  FROM counted c
 ORDER BY c.label NULLS LAST
