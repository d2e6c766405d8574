-- Begin a request over HTTP by its Idempotency-Key, or say what became of it: see http_request_begin().
--   $1 hash of the key  $2 hash of the request  $3 who asks  $4 somebody is busy with it for so long, ms
--   columns: verdict id actor begun wait_s actions code class message notes body tries
--   changes: http_request
SELECT b.verdict, (b.request).id, http_request_actor(b.request) AS actor,
       to_char((b.request).begun_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS begun,
       greatest(ceil(extract(epoch FROM (b.request).busy_until - clock_timestamp()))::int, 1) AS wait_s, b.actions,
       (b.request).code, (b.request).class, (b.request).message, (b.request).notes, (b.request).body, (b.request).tries
  FROM http_request_begin($1::bytea, $2::bytea, $3, $4::bigint) b
