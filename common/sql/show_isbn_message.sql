-- How an ISBN was handed over and what came of it: its enrichment row, its message while that waits in the outbox,
-- what was enriched, and whether the local catalogue has it. One row, whatever is there.
--   $1 isbn13
--   columns: isbn13 handed_over_by generation job_id message_id queued_at published_at outbox_id outbox_tries
--   columns: outbox_due_at outbox_error enriched_at enriched_title enriched_source catalog_title
SELECT i.isbn13, e.year || '-' || lpad(e.month::text, 2, '0') AS handed_over_by, e.generation, e.job_id, e.message_id,
       to_char(e.queued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS queued_at,
       to_char(e.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS published_at,
       o.id AS outbox_id, o.tries AS outbox_tries,
       to_char(o.available_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS outbox_due_at, o.last_error AS outbox_error,
       to_char(coalesce(e.enriched_at, d.enriched_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS enriched_at,
       d.title AS enriched_title, d.source AS enriched_source, c.title AS catalog_title
  FROM (VALUES ($1)) i (isbn13)
  LEFT JOIN enrichment e ON e.isbn13 = i.isbn13
  LEFT JOIN outbox o ON o.job_id = e.job_id AND o.destination = 'enrichment' AND o.message_id = e.message_id::text
  LEFT JOIN enriched_editions d ON d.isbn = i.isbn13
  LEFT JOIN catalog_edition c ON c.isbn13 = i.isbn13
