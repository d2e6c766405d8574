-- Rows that came back or were refused wait longer each time, 5 s at most: a cluster refuses all while
-- it elects a leader, and work goes on within 5 s of that.
--   arrays: $1 outbox ids  $2 why
--   $3 first wait, ms
--   changes: outbox
UPDATE outbox o
   SET tries = o.tries + 1,
       last_error = r.why,
       available_at = clock_timestamp() + least($3::bigint * (2 ^ least(o.tries, 16)), 5000) * interval '1 ms'
  FROM unnest($1::bigint[], $2::text[]) AS r (id, why)
 WHERE o.id = r.id
