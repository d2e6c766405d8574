-- Operations, newest first, each with what has become of its items. Its outcome is NULL until it has ended: done;
-- partly (some were left alone, cancelled, or died again); died: all that it sent; nothing: no item was done. What a
-- schedule leaves out is no part of it.
--   $1 this one only, NULL: all  $2 kind  $3 state; NULL: any  $4 older than this one, NULL: from the newest
--   $5 at most so many
--   columns: id kind state outcome created_at actor why request items waiting done skipped cancelled
--   columns: completed died_same died_otherwise replaced unknown open step ramp rate_per_minute ended_at because
SELECT o.id, o.kind, o.state,
       CASE WHEN o.state NOT IN ('completed', 'cancelled') THEN NULL
            WHEN c.done = 0 THEN 'nothing'
            WHEN c.died_same + c.died_otherwise = c.done THEN 'died'
            WHEN c.done < c.items - CASE o.kind WHEN 'schedule' THEN c.skipped ELSE 0 END OR c.died_same + c.died_otherwise > 0 THEN 'partly'
            ELSE 'done' END AS outcome,
       to_char(o.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at,
       o.actor, o.why, o.request, c.items, c.waiting, c.done, c.skipped, c.cancelled, c.completed, c.died_same,
       c.died_otherwise, c.replaced, c.unknown, c.open, o.step, array_to_string(o.ramp, ',') AS ramp,
       o.rate_per_minute, to_char(o.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS ended_at, o.because
  FROM (SELECT * FROM operation
         WHERE ($1::bigint IS NULL OR id = $1::bigint) AND ($2::text IS NULL OR kind = $2::text)
           AND ($3::text IS NULL OR state = $3::text) AND id < coalesce($4::bigint, 9223372036854775807)
         ORDER BY id DESC LIMIT $5::int) o,
       LATERAL (SELECT count(*) AS items,
                       count(*) FILTER (WHERE i.state = 'waiting') AS waiting,
                       count(*) FILTER (WHERE i.state = 'done') AS done,
                       count(*) FILTER (WHERE i.state = 'skipped') AS skipped,
                       count(*) FILTER (WHERE i.state = 'cancelled') AS cancelled,
                       count(*) FILTER (WHERE i.outcome = 'completed') AS completed,
                       count(*) FILTER (WHERE i.outcome = 'died_same') AS died_same,
                       count(*) FILTER (WHERE i.outcome = 'died_otherwise') AS died_otherwise,
                       count(*) FILTER (WHERE i.outcome = 'replaced') AS replaced,
                       count(*) FILTER (WHERE i.outcome = 'unknown') AS unknown,
                       count(*) FILTER (WHERE o.kind = 'replay' AND i.state = 'done' AND i.outcome IS NULL) AS open
                  FROM operation_item i WHERE i.operation_id = o.id) c
 ORDER BY o.id DESC
