-- What happened to a month, the oldest first: how it was scheduled, its attempts with their calls, the answers of
-- generators, what was handed over, its dead letters, and what people did to it and to these.
--   $1 year  $2 month
--   columns: at event who note calls
WITH letter AS MATERIALIZED (
    SELECT d.* FROM dead_letter d WHERE d.year = $1 AND d.month = $2
), subject AS MATERIALIZED (
    SELECT $1::int || '-' || lpad($2::int::text, 2, '0') AS name, NULL AS shown
     UNION ALL
    SELECT 'letter ' || l.id, 'letter ' || l.id FROM letter l
), event AS (
    SELECT a.at, 1 AS rank, a.id,
           CASE a.action WHEN 'dlq_replay' THEN 'letter replayed' WHEN 'dlq_discard' THEN 'letter discarded'
                         WHEN 'dlq_restore' THEN 'letter restored' ELSE replace(a.action, '_', ' ') END AS event, a.actor AS who,
           concat_ws(', ', s.shown, a.detail ->> 'why', 'operation ' || (a.detail ->> 'operation')) AS note, NULL::jsonb AS calls
      FROM subject s JOIN operator_action a ON a.subject = s.name
     UNION ALL
    SELECT i.done_at, 2, o.id, CASE WHEN o.request ->> 'compare' = 'true' THEN 'scheduled to be compared' ELSE 'scheduled' END,
           o.actor, concat_ws(', ', o.why, 'operation ' || o.id), NULL
      FROM operation_item i JOIN operation o ON o.id = i.operation_id
     WHERE i.year = $1 AND i.month = $2 AND i.state = 'done' AND o.kind = 'schedule'
     UNION ALL
    SELECT i.done_at, 2, o.id, 'scheduled', o.actor, concat_ws(', ', o.why, 'letter ' || i.letter_id || ' with another body', 'operation ' || o.id), NULL
      FROM operation_item i JOIN operation o ON o.id = i.operation_id
     WHERE i.year = $1 AND i.month = $2 AND i.state = 'done' AND i.body IS NOT NULL
     UNION ALL
    SELECT l.queued_at, 2, 0, 'queued', NULL, 'job ' || l.job_id, NULL
      FROM backfill_log l
     WHERE l.year = $1 AND l.month = $2 AND l.queued_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM operation_item i WHERE i.year = $1 AND i.month = $2 AND i.job_id = l.job_id)
     UNION ALL
    SELECT a.started_at, 3, a.id, 'attempt begins', a.worker,
           concat_ws(', ', 'generation ' || a.generation, a.prompt_variant), NULL
      FROM backfill_attempt a WHERE a.year = $1 AND a.month = $2
     UNION ALL
    SELECT a.ended_at, 7, a.id, 'attempt ' || a.outcome, a.worker, concat_ws(': ', a.error_class, a.error_message),
           coalesce((SELECT jsonb_object_agg(u.provider, u.calls)
                       FROM (SELECT provider, sum(calls) AS calls FROM attempt_usage
                              WHERE claim_token = a.claim_token GROUP BY provider) u), a.calls)
      FROM backfill_attempt a WHERE a.year = $1 AND a.month = $2 AND a.ended_at IS NOT NULL
     UNION ALL
    SELECT r.received_at, 4, r.id, r.provider || ' ' || r.outcome, r.model,
           concat_ws(', ', 'generation ' || r.generation, r.prompt_name), NULL
      FROM provider_response r WHERE r.year = $1 AND r.month = $2
     UNION ALL -- an answer that could not be read gives its place to the next one: its calls stay counted
    SELECT coalesce(a.ended_at, a.started_at), 4, a.id, u.provider || ' unreadable', NULL,
           u.calls || CASE u.calls WHEN 1 THEN ' answer' ELSE ' answers' END || ' of this attempt could not be read', NULL
      FROM backfill_attempt a
      JOIN LATERAL (SELECT provider, sum(calls) AS calls FROM attempt_usage
                     WHERE claim_token = a.claim_token AND outcome = 'malformed' GROUP BY provider) u ON true
     WHERE a.year = $1 AND a.month = $2
       AND NOT EXISTS (SELECT FROM provider_response r
                        WHERE r.year = $1 AND r.month = $2 AND r.provider = u.provider AND r.outcome = 'unreadable'
                          AND r.received_at >= a.started_at AND r.received_at <= coalesce(a.ended_at, 'infinity'))
     UNION ALL
    SELECT min(e.queued_at), 5, 0, 'hands over', NULL,
           count(*) || CASE count(*) WHEN 1 THEN ' ISBN' ELSE ' ISBNs' END || ', message ' || e.message_id, NULL
      FROM enrichment e WHERE e.year = $1 AND e.month = $2
     GROUP BY e.message_id
     UNION ALL
    SELECT max(e.published_at), 8, 0, 'published', NULL, 'message ' || e.message_id, NULL
      FROM enrichment e WHERE e.year = $1 AND e.month = $2
     GROUP BY e.message_id
    HAVING count(e.published_at) > 0
     UNION ALL
    SELECT l.archived_at, 9, l.id, 'dead letter', NULL,
           'letter ' || l.id || ': ' || concat_ws(', ', l.reason, l.error_class, l.error_message), NULL
      FROM letter l
     UNION ALL -- what closes by itself; who replays or discards has a line of their own
    SELECT l.settled_at, 10, l.id, 'letter ' || l.state, NULL, 'letter ' || l.id, NULL
      FROM letter l WHERE l.state = 'closed'
)
SELECT to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, e.event, e.who, nullif(e.note, '') AS note, e.calls
  FROM event e
 ORDER BY e.at, e.rank, e.id, e.event
