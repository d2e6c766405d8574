-- When providers were closed and opened, the newest first. A closing that is not over says until when and why as it
-- stands now: failures that go on make it longer. One that is over says when it was. An opening says who opened it,
-- and why; one that nobody ordered came by itself, when its time was over or a call succeeded.
--   $1 provider, NULL: all  $2 at most so many  $3 older than this line, NULL: from the newest
--   columns: id at provider what class why closed_why until lasted_ms
SELECT e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS at, e.provider, e.what, e.class,
       CASE e.what WHEN 'closed' THEN coalesce(s.closed_why, e.why)
                   ELSE coalesce('opened by ' || o.actor || coalesce(': ' || (o.detail ->> 'why'), ''), 'by itself') END AS why,
       CASE e.what WHEN 'opened' THEN e.why END AS closed_why,
       to_char(coalesce(s.closed_until, n.at, e.until) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS until,
       round(extract(epoch FROM e.at - e.since) * 1000)::bigint AS lasted_ms
  FROM provider_event e
  LEFT JOIN provider_state s
    ON s.provider = e.provider AND e.what = 'closed' AND s.closed_since IS NOT NULL AND s.closed_class = e.class
       AND e.id = (SELECT max(l.id) FROM provider_event l WHERE l.provider = e.provider)
  LEFT JOIN LATERAL (SELECT l.at FROM provider_event l
                      WHERE e.what = 'closed' AND l.provider = e.provider AND l.id > e.id ORDER BY l.id LIMIT 1) n ON true
  LEFT JOIN LATERAL (SELECT a.actor, a.detail FROM operator_action a -- written by the statement that opens
                      WHERE e.what = 'opened' AND a.subject = e.provider AND a.action = 'provider open'
                        AND a.at BETWEEN e.at AND e.at + interval '1 minute' ORDER BY a.at LIMIT 1) o ON true
 WHERE ($1::text IS NULL OR e.provider = $1::text) AND ($3::bigint IS NULL OR e.id < $3::bigint)
 ORDER BY e.id DESC
 LIMIT $2::int
