-- The months that have two generations, one month or all: the one that stands, and the new one beside it, which is
-- being made or waits for accept or reject.
--   $1 year and $2 month; NULL: all
--   columns: month year number is_complete status generation new_generation prompt_variant new_prompt_variant
--   columns: books_generated new_books_generated isbns_resolved new_isbns_resolved error
SELECT l.year || '-' || lpad(l.month::text, 2, '0') AS month, l.year, l.month AS number, l.status = 'completed' AS is_complete,
       l.status, old.generation, new.generation AS new_generation, old.prompt_variant, new.prompt_variant AS new_prompt_variant,
       old.books_generated, CASE WHEN l.status = 'completed' THEN new.books_generated END AS new_books_generated,
       old.isbns_resolved, CASE WHEN l.status = 'completed' THEN new.isbns_resolved END AS new_isbns_resolved,
       new.error_class || coalesce(': ' || new.error_message, '') AS error
  FROM backfill_log l,
       LATERAL (SELECT jsonb_populate_record(l, l.compared) AS row) o,
       LATERAL (SELECT (CASE WHEN l.status = 'completed' THEN l ELSE o.row END).*) old,
       LATERAL (SELECT (CASE WHEN l.status = 'completed' THEN o.row ELSE l END).*) new
 WHERE l.compared IS NOT NULL
   AND ($1::int IS NULL OR (l.year = $1 AND l.month = $2::int))
 ORDER BY l.year, l.month
