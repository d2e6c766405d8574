-- Rows that came back or were refused wait longer each time, 5 s at most: a cluster refuses all while
-- it elects a leader, and work goes on within 5 s of that.
--   $1 outbox ids (array)  $2 why  $3 first wait, ms
--   changes: outbox
UPDATE outbox
   SET tries = tries + 1,
       last_error = $2,
       available_at = clock_timestamp() + least($3::bigint * (2 ^ least(tries, 16)), 5000) * interval '1 ms'
 WHERE id = ANY ($1::bigint[])
