-- Every call that was ever made, by day, provider, month, order or prompt. Each way adds up to the same total,
-- which is that of provider_usage: what no month, order or prompt is known of has lines of its own.
-- kind: part; by_hand, no order; no_month, calls of 'try' and of asking for a provider's own count; not_known, calls that
-- were not recorded, or whose attempts are deleted; total. The outcome reserved: in flight, or of a process that died.
-- A page has parts only so many, in the order of their names; what is no part stands on every page.
--   $1 by: day, provider, month, order, prompt  $2 first and $3 last day of the calls, NULL: open
--   $4 parts behind this name, NULL: from the first  $5 at most so many parts, NULL: all
--   columns: kind name shown calls units tokens_in tokens_out cost unpriced outcomes
WITH recorded AS (
    SELECT CASE WHEN $1::text = 'provider' THEN u.provider END AS provider, CASE WHEN $1::text = 'day' THEN u.day END AS day, u.outcome,
           sum(u.calls) AS calls, sum(u.units) AS units, sum(u.tokens_in) AS tokens_in, sum(u.tokens_out) AS tokens_out, sum(u.cost) AS cost,
           sum(u.unpriced) AS unpriced
      FROM provider_usage u
     WHERE u.calls > 0 AND u.day BETWEEN coalesce($2::date, '-infinity') AND coalesce($3::date, 'infinity')
     GROUP BY 1, 2, u.outcome
), attempt AS ( -- of all days the sums, and of some their rows
    SELECT false AS no_month, t.year, t.month, nullif(t.order_id, 0) AS order_id, nullif(t.prompt_variant, '') AS prompt_variant, t.outcome, t.calls, t.units, t.tokens_in, t.tokens_out, t.cost,
           t.unpriced
      FROM usage_total t
     WHERE $1::text IN ('month', 'order', 'prompt') AND $2::date IS NULL AND $3::date IS NULL
     UNION ALL
    SELECT false, a.year, a.month, a.order_id, a.prompt_variant, u.outcome, u.calls, u.units, u.tokens_in, u.tokens_out, u.cost, u.unpriced
      FROM attempt_usage u
      JOIN backfill_attempt a USING (claim_token)
     WHERE $1::text IN ('month', 'order', 'prompt') AND ($2::date IS NOT NULL OR $3::date IS NOT NULL)
       AND u.day BETWEEN coalesce($2::date, '-infinity') AND coalesce($3::date, 'infinity')
     UNION ALL
    SELECT true, NULL, NULL, NULL, NULL, u.outcome, u.calls, u.units, u.tokens_in, u.tokens_out, u.cost, u.unpriced
      FROM attempt_usage u
     WHERE $1::text IN ('month', 'order', 'prompt') AND u.claim_token = '00000000-0000-0000-0000-000000000000'
       AND u.day BETWEEN coalesce($2::date, '-infinity') AND coalesce($3::date, 'infinity')
), part AS ( -- by numbers, before they become names
    SELECT 'part' AS kind, CASE WHEN $1::text = 'provider' THEN r.provider END AS word, r.day,
           NULL::bigint AS number, r.outcome, sum(r.calls)::bigint AS calls, sum(r.units)::bigint AS units,
           sum(r.tokens_in)::bigint AS tokens_in, sum(r.tokens_out)::bigint AS tokens_out, sum(r.cost) AS cost, sum(r.unpriced)::bigint AS unpriced
      FROM recorded r
     WHERE $1::text IN ('day', 'provider')
     GROUP BY 2, 3, r.outcome
     UNION ALL
    SELECT CASE WHEN a.no_month THEN 'no_month' WHEN $1::text = 'order' AND a.order_id IS NULL THEN 'by_hand' ELSE 'part' END,
           CASE WHEN $1::text = 'prompt' AND NOT a.no_month THEN coalesce(a.prompt_variant, 'none') END, NULL,
           CASE $1::text WHEN 'month' THEN a.year * 12 + a.month - 1 WHEN 'order' THEN a.order_id END,
           a.outcome, sum(a.calls)::bigint, sum(a.units)::bigint, sum(a.tokens_in)::bigint, sum(a.tokens_out)::bigint, sum(a.cost),
           sum(a.unpriced)::bigint
      FROM attempt a
     GROUP BY 1, 2, 4, a.outcome
    HAVING sum(a.calls) <> 0 OR sum(a.units) <> 0 OR sum(a.cost) <> 0
     UNION ALL
    SELECT 'total', NULL, NULL, NULL, r.outcome, sum(r.calls)::bigint, sum(r.units)::bigint, sum(r.tokens_in)::bigint,
           sum(r.tokens_out)::bigint, sum(r.cost), sum(r.unpriced)::bigint
      FROM recorded r
     GROUP BY r.outcome
), line AS (
    SELECT kind, number,
           CASE WHEN kind = 'part' THEN CASE $1::text WHEN 'day' THEN day::text WHEN 'month' THEN number / 12 || '-' || lpad((number % 12 + 1)::text, 2, '0')
                                                      WHEN 'order' THEN number::text ELSE word END END AS name,
           sum(calls)::bigint AS calls, sum(units)::bigint AS units, sum(tokens_in)::bigint AS tokens_in, sum(tokens_out)::bigint AS tokens_out,
           sum(cost) AS cost, sum(unpriced)::bigint AS unpriced, jsonb_object_agg(outcome, calls) AS outcomes
      FROM (SELECT * FROM part ORDER BY number, day, word, kind) p -- sorted: hashed, each object would take a kilobyte, and go to disk
     GROUP BY number, day, word, kind
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
    SELECT 'not_known', NULL, NULL, calls, units, tokens_in, tokens_out, cost, unpriced,
           jsonb_strip_nulls(jsonb_build_object('reserved', nullif(least(reserved, calls), 0),
                                                'earlier', nullif(greatest(calls - reserved, 0), 0)))
      FROM rest WHERE calls <> 0 OR units <> 0 OR cost <> 0
), page AS (
    (SELECT * FROM every
      WHERE kind = 'part' AND ($4::text IS NULL OR CASE $1::text WHEN 'order' THEN number > $4::bigint ELSE name > $4::text END)
      ORDER BY number, name
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
 ORDER BY array_position('{part,by_hand,no_month,not_known,total}', kind), number, name
