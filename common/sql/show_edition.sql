-- How far the enrichment of an ISBN is, and the edition that was made. One row, whatever is there.
--   $1 isbn13
--   columns: status reason due_at waits_for tries first_seen_at settled_at error_class error_message
--   columns: completeness_score work_key rules_version changed_at open_conflicts
SELECT s.status, s.reason,
       to_char(s.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS due_at,
       array_to_string(s.waits_for, ', ') AS waits_for, s.tries,
       to_char(s.first_seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS first_seen_at,
       to_char(s.settled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS settled_at,
       s.error_class, s.error_message, e.completeness_score, e.work_key, e.rules_version,
       to_char(e.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS changed_at,
       (SELECT count(*) FROM provider_conflicts c
         WHERE c.entity_type = 'edition' AND c.entity_key = i.isbn13 AND c.status = 'open') AS open_conflicts
  FROM (VALUES ($1)) i (isbn13)
  LEFT JOIN enrichment_state s ON s.isbn = i.isbn13
  LEFT JOIN enriched_editions e ON e.isbn = i.isbn13
