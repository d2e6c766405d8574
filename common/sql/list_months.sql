-- Months of the table that fit all filters, a line each.
--   $1 first and $2 last, as year * 12 + month  $3 states, and 'held', 'partial' or 'refused'  $4 class of the last error
--   $5 prompt variant  $6 text in the error; NULL of these: any
--   $7 behind this one, as year * 12 + month  $8 at most so many; NULL of these: all
--   columns: month status held partial refused_by books_generated isbns_resolved resolution_rate isbns_queued
--   columns: isbns_published isbns_enriched retry_count generation stage prompt_variant queued_at started_at completed_at retry_at
--   columns: error_class error_message error
SELECT l.year || '-' || lpad(l.month::text, 2, '0') AS month, l.status, l.held, k.partial, to_jsonb(a.refused_by) AS refused_by,
       l.books_generated, l.isbns_resolved, l.resolution_rate, l.isbns_queued,
       h.isbns_published, h.isbns_enriched, l.retry_count, l.generation, l.stage, l.prompt_variant,
       to_char(l.queued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS queued_at,
       to_char(l.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
       to_char(l.completed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS completed_at,
       to_char(l.retry_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS retry_at,
       l.error_class, l.error_message,
       nullif(concat_ws(': ', CASE WHEN l.held THEN 'held' WHEN k.partial THEN 'partial' END,
                        'refused by ' || array_to_string(a.refused_by, ', '), l.error_class,
                        -- the month stands before
                        regexp_replace(l.error_message, '^(generate|resolve) books of [0-9]{4}-[0-9]{2}: ', '')), '') AS error
  FROM (SELECT m.*
          FROM backfill_log m
         WHERE m.year * 12 + m.month BETWEEN $1::int AND $2::int
           AND ($3::text[] IS NULL OR m.status = ANY ($3::text[]) OR (m.held AND 'held' = ANY ($3::text[]))
                OR (m.status = 'completed' AND m.generator_failures <> '{}' AND 'partial' = ANY ($3::text[]))
                OR ('refused' = ANY ($3::text[])
                    AND EXISTS (SELECT FROM provider_response r WHERE r.year = m.year AND r.month = m.month
                                                                  AND r.generation = m.generation AND r.outcome = 'refused')))
           AND ($4::text IS NULL OR m.error_class = $4::text)
           AND ($5::text IS NULL OR m.prompt_variant = $5::text)
           AND ($6::text IS NULL OR strpos(lower(coalesce(m.error_message, '')), lower($6::text)) > 0)
           AND m.year * 12 + m.month > coalesce($7::int, 0)
         ORDER BY m.year, m.month
         LIMIT $8::bigint) l, -- who refused is looked up only for those that are shown
       LATERAL (SELECT count(e.published_at) AS isbns_published, count(e.enriched_at) AS isbns_enriched
                  FROM enrichment e WHERE e.year = l.year AND e.month = l.month) h,
       LATERAL (SELECT l.status = 'completed' AND l.generator_failures <> '{}' AS partial) k,
       LATERAL (SELECT array_agg(r.provider ORDER BY r.provider) AS refused_by FROM provider_response r
                 WHERE r.year = l.year AND r.month = l.month AND r.generation = l.generation AND r.outcome = 'refused') a
 ORDER BY l.year, l.month
