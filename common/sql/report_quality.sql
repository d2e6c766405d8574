-- What the answers of generators gave, by generator, model, prompt or year. Every generation of a month
-- counts, because each was paid for; standing are the books of those that stand, which are all that 'report' counts.
-- Calls without an answer, and answers of what has no model, are those of their generator. A book that two generators named counts for each of them, and once where they
-- stand together. The share that was found nowhere, and may be invented, is that of the books whose lookups have ended;
-- it is NULL where these are fewer than 20, one month's list: there a single book moves it by more than 5 %. The cost
-- is that of the generators' own calls, and NULL where no call has a price; that of an ISBN where a call has none.
-- Added up are the sums of book_total and, of generations that have none there, the books. All these are joined with
-- their answers once, and grouped by all that the names in the first column follow from; only these few groups are then
-- named. An ISBN of several books counts once under each name: books with an ISBN, less those that are one too many.
--   $1 first and $2 last, as year * 12 + month  $3 generator, model, prompt or year; NULL: each of them
--   columns: grouping label answers named found standing alone nowhere nowhere_percent open refusals isbns calls unpriced cost
--   columns: cost_per_isbn
WITH kind AS MATERIALIZED (
    SELECT g.kind, g.place
      FROM unnest('{generator,model,prompt,year}'::text[]) WITH ORDINALITY AS g (kind, place)
     WHERE $3::text IS NULL OR g.kind = $3::text
), month AS MATERIALIZED (
    SELECT l.year, l.month, l.generation AS present, l.prompt_variant
      FROM backfill_log l
     WHERE (l.year, l.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
), answer AS MATERIALIZED ( -- of each generation; profile: its generators in order, with model and prompt
    SELECT r.year, r.month, r.generation, string_agg(r.words, E'\x1e') AS profile, count(*) AS answers, sum(r.refused) AS refusals
      FROM (SELECT p.year, p.month, p.generation, w.refused, quality_words(p.provider, p.model, p.prompt_name, w.refused) AS words
              FROM provider_response p
             CROSS JOIN LATERAL (SELECT (p.outcome = 'refused')::int AS refused) w
             WHERE (p.year, p.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
             ORDER BY p.year, p.month, p.generation, p.provider) r
     GROUP BY r.year, r.month, r.generation
), live AS MATERIALIZED (
    SELECT t.*
      FROM (SELECT m.year, m.month, m.present AS generation FROM month m UNION ALL
            SELECT a.year, a.month, a.generation FROM answer a JOIN month m USING (year, month) WHERE a.generation <> m.present) g
     CROSS JOIN LATERAL book_total_of(g.year, g.month, g.generation) t
     WHERE NOT EXISTS (SELECT FROM book_total k WHERE k.year = g.year AND k.month = g.month AND k.generation = g.generation)
), named AS MATERIALIZED ( -- by years, and by what the other names follow from
    SELECT t.year, s.stands, s.prompt_variant, a.profile, t.named_by, sum(t.books) AS named, sum(t.found) AS found,
           sum(t.found) FILTER (WHERE s.stands) AS standing, sum(t.found) FILTER (WHERE cardinality(t.named_by) = 1) AS alone,
           sum(t.nowhere) AS nowhere, sum(t.open) AS open
      FROM (SELECT k.year, k.month, k.generation, k.named_by, k.books, k.found, k.nowhere, k.open
              FROM book_total k
             WHERE (k.year, k.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
             UNION ALL
            SELECT v.year, v.month, v.generation, v.named_by, v.books, v.found, v.nowhere, v.open FROM live v) t
      JOIN month m USING (year, month)
      LEFT JOIN answer a USING (year, month, generation)
     CROSS JOIN LATERAL (SELECT m.present = t.generation AS stands, CASE WHEN m.present = t.generation THEN m.prompt_variant END AS prompt_variant) s
     GROUP BY GROUPING SETS ((t.year), (s.stands, s.prompt_variant, a.profile, t.named_by))
), answered AS (
    SELECT a.year, a.profile, p.prompt_variant, count(*) AS generations, sum(a.answers) AS answers, sum(a.refusals) AS refusals
      FROM answer a
      JOIN month m USING (year, month)
     CROSS JOIN LATERAL (SELECT CASE WHEN m.present = a.generation THEN m.prompt_variant END AS prompt_variant) p
     GROUP BY GROUPING SETS ((a.year), (a.profile, p.prompt_variant))
), generator AS MATERIALIZED (
    SELECT g.provider FROM (SELECT DISTINCT n.named_by FROM named n) n CROSS JOIN unnest(n.named_by) AS g (provider)
     UNION
    SELECT split_part(w.words, E'\x1f', 1) FROM (SELECT DISTINCT a.profile FROM answer a) a CROSS JOIN unnest(string_to_array(a.profile, E'\x1e')) AS w (words)
), called AS (
    SELECT u.year, u.provider, a.profile, p.prompt_variant, sum(u.calls) AS calls, sum(u.unpriced) AS unpriced, sum(u.cost) AS cost
      FROM usage_total u
      JOIN month m USING (year, month)
      LEFT JOIN answer a USING (year, month, generation)
     CROSS JOIN LATERAL (SELECT CASE WHEN m.present = u.generation THEN m.prompt_variant END AS prompt_variant) p
     WHERE (u.year, u.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)
       AND u.provider = ANY (ARRAY(SELECT g.provider FROM generator g))
     GROUP BY GROUPING SETS ((u.year), (u.provider, a.profile, p.prompt_variant))
    HAVING sum(u.calls) <> 0 OR sum(u.units) <> 0
), again AS MATERIALIZED (
    SELECT i.isbn13, t.year, t.month, t.generation, t.named_by
      FROM book_total t
     CROSS JOIN unnest(t.again) AS i (isbn13)
     WHERE (t.year, t.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1) AND t.again <> '{}'
     UNION ALL
    SELECT i.isbn13, v.year, v.month, v.generation, v.named_by FROM live v CROSS JOIN unnest(v.handed || v.again) AS i (isbn13)
), near AS MATERIALIZED ( -- mostly a month was made twice: what its other generation has handed over
    SELECT i.isbn13, t.year, t.month, t.generation, t.named_by
      FROM (SELECT DISTINCT g.year, g.month FROM again g) m
      JOIN book_total t USING (year, month)
     CROSS JOIN unnest(t.handed) AS i (isbn13)
     WHERE i.isbn13 IN (SELECT g.isbn13 FROM again g)
), place AS MATERIALIZED ( -- all that have an ISBN of several books
    SELECT o.isbn13, o.year, o.month, o.generation, o.named_by
      FROM (SELECT o.*, count(*) OVER (PARTITION BY o.isbn13) AS books
              FROM (SELECT g.isbn13, g.year, g.month, g.generation, g.named_by FROM again g
                     UNION ALL
                    SELECT n.isbn13, n.year, n.month, n.generation, n.named_by FROM near n
                     UNION ALL
                    SELECT i.isbn13, t.year, t.month, t.generation, t.named_by
                      FROM (SELECT g.isbn13 FROM again g EXCEPT SELECT n.isbn13 FROM near n) i
                      JOIN enrichment e ON e.isbn13 = i.isbn13
                      JOIN book_total t ON t.year = e.year AND t.month = e.month AND t.generation = e.generation
                     WHERE i.isbn13 = ANY (t.handed) AND (e.year, e.month) BETWEEN (($1::int - 1) / 12, ($1::int - 1) % 12 + 1) AND (($2::int - 1) / 12, ($2::int - 1) % 12 + 1)) o) o
     WHERE o.books > 1
), shared AS ( -- how many ISBNs are on several books, by what these books' names follow from
    SELECT i.places, count(*) AS isbns
      FROM (SELECT string_agg(p.words, E'\x1c') AS places
              FROM place o
              JOIN month m USING (year, month)
              LEFT JOIN answer a USING (year, month, generation)
             CROSS JOIN LATERAL (SELECT (coalesce(CASE WHEN m.present = o.generation THEN m.prompt_variant END, '') || E'\x1d'
                                         || array_to_string(o.named_by, E'\x1f') || E'\x1d' || coalesce(a.profile, '')) AS words) p
             GROUP BY o.isbn13) i
     GROUP BY i.places
), surplus AS (
    SELECT 'year' AS kind, y.year::text AS label, sum(y.books - 1) AS isbns
      FROM (SELECT o.isbn13, o.year, count(*) AS books FROM place o GROUP BY o.isbn13, o.year) y
     WHERE EXISTS (SELECT FROM kind k WHERE k.kind = 'year')
     GROUP BY y.year
     UNION ALL
    SELECT n.kind, n.label, sum((n.books - 1) * n.isbns)
      FROM (SELECT s.places, s.isbns, k.kind, d.label, count(*) AS books
              FROM shared s
             CROSS JOIN unnest(string_to_array(s.places, E'\x1c')) AS p (words)
              JOIN kind k ON k.kind <> 'year'
             CROSS JOIN LATERAL (SELECT DISTINCT quality_label(k.kind, g.provider, NULL, nullif(split_part(p.words, E'\x1d', 3), ''), nullif(split_part(p.words, E'\x1d', 1), '')) AS label
                                   FROM unnest(string_to_array(split_part(p.words, E'\x1d', 2), E'\x1f')) AS g (provider)) d
             GROUP BY s.places, s.isbns, k.kind, d.label) n
     GROUP BY n.kind, n.label
), part (kind, label, answers, refusals, named, found, standing, alone, nowhere, open, isbns, calls, unpriced, cost) AS (
    SELECT k.kind, d.label, 0, 0, n.named, n.found, n.standing, n.alone, n.nowhere, n.open, n.found, NULL::numeric, NULL::numeric, NULL::numeric
      FROM named n
      JOIN kind k ON (k.kind = 'year') = (n.named_by IS NULL)
     CROSS JOIN LATERAL (SELECT DISTINCT quality_label(k.kind, g.provider, n.year, n.profile, n.prompt_variant) AS label
                           FROM unnest(coalesce(n.named_by, '{NULL}')) AS g (provider)) d
     UNION ALL
    SELECT 'year', a.year::text, a.answers, a.refusals, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL
      FROM answered a JOIN kind k ON k.kind = 'year'
     WHERE a.year IS NOT NULL
     UNION ALL
    SELECT k.kind, quality_label(k.kind, split_part(g.words, E'\x1f', 1), NULL, a.profile, a.prompt_variant),
           a.generations, a.generations * split_part(g.words, E'\x1f', 4)::int, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL
      FROM answered a
      JOIN kind k ON k.kind <> 'year'
     CROSS JOIN unnest(string_to_array(a.profile, E'\x1e')) AS g (words)
     UNION ALL
    SELECT k.kind, quality_label(k.kind, c.provider, c.year, c.profile, c.prompt_variant),
           0, 0, 0, 0, 0, 0, 0, 0, 0, c.calls, c.unpriced, c.cost
      FROM called c
      JOIN kind k ON (k.kind = 'year') = (c.provider IS NULL)
     UNION ALL
    SELECT s.kind, s.label, 0, 0, 0, 0, 0, 0, 0, 0, - s.isbns, NULL, NULL, NULL FROM surplus s
), counted AS (
    SELECT p.kind, p.label, sum(p.answers) AS answers, sum(p.named) AS named, sum(p.found) AS found, coalesce(sum(p.standing), 0) AS standing,
           coalesce(sum(p.alone), 0) AS alone, sum(p.nowhere) AS nowhere,
           sum(p.open) AS open, sum(p.refusals) AS refusals, sum(p.isbns) AS isbns, coalesce(sum(p.calls), 0) AS calls,
           coalesce(sum(p.unpriced), 0) AS unpriced, CASE WHEN sum(p.cost) > 0 OR sum(p.unpriced) = 0 THEN sum(p.cost) END AS cost
      FROM part p
     GROUP BY p.kind, p.label
)
SELECT c.kind AS grouping, c.label, c.answers, c.named, c.found, c.standing, c.alone, c.nowhere,
       CASE WHEN c.found + c.nowhere >= 20 THEN round(100.0 * c.nowhere / (c.found + c.nowhere), 1) END AS nowhere_percent,
       c.open, c.refusals, c.isbns, c.calls, c.unpriced, trim_scale(round(c.cost, 4)) AS cost,
       CASE WHEN c.unpriced = 0 THEN trim_scale(round(c.cost / nullif(c.isbns, 0), 6)) END AS cost_per_isbn
  FROM counted c JOIN kind k USING (kind)
 ORDER BY k.place, c.label
