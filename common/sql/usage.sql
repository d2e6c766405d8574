-- Every call that was ever made, by day, provider, month, order or prompt. Each way adds up to the same total,
-- which is that of provider_usage: what no month, order or prompt is known of has lines of its own.
-- kind: part; by_hand, no order; no_month, calls of 'try' and of asking for a provider's own count; not_known, calls that
-- were not recorded, or whose attempts are deleted; total. The outcome reserved: in flight, or of a process that died.
-- A page has parts only so many, in the order of their names; what is no part stands on every page.
--   $1 by: day, provider, month, order, prompt  $2 first and $3 last day of the calls, NULL: open
--   $4 parts behind this name, NULL: from the first  $5 at most so many parts, NULL: all
--   columns: kind name shown calls units tokens_in tokens_out cost unpriced outcomes
WITH recorded AS (
    SELECT u.*
      FROM provider_usage u
     WHERE u.calls > 0 AND u.day BETWEEN coalesce($2::date, '-infinity') AND coalesce($3::date, 'infinity')
), attempt AS (
    SELECT u.*, a.year, a.month, a.order_id, a.prompt_variant, u.claim_token = '00000000-0000-0000-0000-000000000000' AS no_month
      FROM attempt_usage u
      LEFT JOIN backfill_attempt a USING (claim_token)
     WHERE $1::text IN ('month', 'order', 'prompt')
       AND u.day BETWEEN coalesce($2::date, '-infinity') AND coalesce($3::date, 'infinity')
), part AS (
    SELECT 'part' AS kind, CASE $1::text WHEN 'day' THEN day::text ELSE provider END AS name,
           outcome, calls, units, tokens_in, tokens_out, cost, unpriced
      FROM recorded
     WHERE $1::text IN ('day', 'provider')
     UNION ALL
    SELECT CASE WHEN no_month THEN 'no_month' WHEN $1::text = 'order' AND order_id IS NULL THEN 'by_hand' ELSE 'part' END,
           CASE WHEN no_month THEN NULL
                WHEN $1::text = 'month' THEN year || '-' || lpad(month::text, 2, '0')
                WHEN $1::text = 'order' THEN order_id::text
                ELSE coalesce(prompt_variant, 'none') END,
           outcome, calls, units, tokens_in, tokens_out, cost, unpriced
      FROM attempt
     WHERE no_month OR year IS NOT NULL
     UNION ALL
    SELECT 'total', NULL, outcome, calls, units, tokens_in, tokens_out, cost, unpriced FROM recorded
), line AS (
    SELECT kind, name, sum(calls) AS calls, sum(units) AS units, sum(tokens_in) AS tokens_in, sum(tokens_out) AS tokens_out,
           sum(cost) AS cost, sum(unpriced) AS unpriced, jsonb_object_agg(outcome, calls) AS outcomes
      FROM (SELECT kind, name, outcome, sum(calls) AS calls, sum(units) AS units, sum(tokens_in) AS tokens_in,
                   sum(tokens_out) AS tokens_out, sum(cost) AS cost, sum(unpriced) AS unpriced
              FROM part GROUP BY kind, name, outcome) o
     GROUP BY kind, name
), known AS (
    SELECT coalesce(sum(calls), 0) AS calls, coalesce(sum(units), 0) AS units, coalesce(sum(tokens_in), 0) AS tokens_in,
           coalesce(sum(tokens_out), 0) AS tokens_out, coalesce(sum(cost), 0) AS cost, coalesce(sum(unpriced), 0) AS unpriced
      FROM line WHERE kind <> 'total'
), rest AS (
    SELECT t.calls - k.calls AS calls, t.units - k.units AS units, t.tokens_in - k.tokens_in AS tokens_in,
           t.tokens_out - k.tokens_out AS tokens_out, t.cost - k.cost AS cost, greatest(t.unpriced - k.unpriced, 0) AS unpriced,
           coalesce((t.outcomes ->> 'reserved')::bigint, 0) AS reserved
      FROM line t, known k
     WHERE t.kind = 'total' AND $1::text IN ('month', 'order', 'prompt')
), every AS (
    SELECT * FROM line
     UNION ALL
    SELECT 'not_known', NULL, calls, units, tokens_in, tokens_out, cost, unpriced,
           jsonb_strip_nulls(jsonb_build_object('reserved', nullif(least(reserved, calls), 0),
                                                'earlier', nullif(greatest(calls - reserved, 0), 0)))
      FROM rest WHERE calls <> 0 OR units <> 0 OR cost <> 0
), page AS (
    (SELECT * FROM every
      WHERE kind = 'part' AND ($4::text IS NULL OR CASE $1::text WHEN 'order' THEN name::bigint > $4::bigint ELSE name > $4::text END)
      ORDER BY CASE $1::text WHEN 'order' THEN name::bigint END, name
      LIMIT $5::int)
     UNION ALL
    SELECT * FROM every WHERE kind <> 'part'
)
SELECT kind, name,
       CASE kind WHEN 'part' THEN CASE $1::text WHEN 'order' THEN 'order ' ELSE '' END || name
                 ELSE replace(kind, '_', ' ') END AS shown,
       calls, units, tokens_in, tokens_out,
       CASE WHEN cost = 0 AND (unpriced > 0 OR coalesce((outcomes ->> 'reserved')::bigint, 0) >= calls) THEN NULL
            ELSE cost END AS cost,
       unpriced, outcomes
  FROM page
 ORDER BY array_position('{part,by_hand,no_month,not_known,total}', kind), CASE $1::text WHEN 'order' THEN name::bigint END, name
