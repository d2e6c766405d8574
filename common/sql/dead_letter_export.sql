-- Dead letters whole, each as one JSON object, the smallest number first. Bodies and properties may be any
-- bytes, so they are in base64. Each part of the selection has an index in its order, as in dead_letter_list.
--   $1 after this letter  $2 at most so many  $3 letters (array), NULL: those that fit the filters
--   $4 state, NULL: any
--   $5 queue  $6 class  $7 first month  $8 last month  $9 archived within, ms  $10 archived before, ms
--   $11 text  $12 group; NULL of any of these: all
--   columns: id line
SELECT d.id,
       jsonb_build_object(
           'id', d.id, 'letter_id', d.letter_id, 'queue', d.queue, 'state', d.state, 'reason', d.reason,
           'error_class', d.error_class, 'error_message', d.error_message, 'attempts', d.attempts,
           'worker', d.worker, 'first_at', to_char(d.first_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'last_at', to_char(d.last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'archived_at', to_char(d.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'settled_at', to_char(d.settled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'settled_because', d.settled_because, 'month', d.year || '-' || lpad(d.month::text, 2, '0'),
           'job_id', d.job_id, 'replay_job_id', d.replay_job_id, 'message_id', d.message_id, 'type', d.type,
           'group', d.fingerprint, 'headers', d.headers, 'body_bytes', d.body_bytes,
           'properties_base64', translate(encode(d.properties, 'base64'), E'\n', ''),
           'body_base64', translate(encode(d.body, 'base64'), E'\n', '')) AS line
  FROM ((SELECT * FROM dead_letter d WHERE $3::bigint[] IS NOT NULL AND id = ANY($3::bigint[]) AND id > $1::bigint)
        UNION ALL
        (SELECT * FROM dead_letter d
          WHERE $3::bigint[] IS NULL AND $4::text IS NULL AND id > $1::bigint
            AND dead_letter_matches(d, $5::text, $6::text, $7::int, $8::int, $9::bigint, $10::bigint, $11::text, $12::text)
          ORDER BY id LIMIT $2::int)
        UNION ALL
        (SELECT * FROM dead_letter d
          WHERE $3::bigint[] IS NULL AND state >= $4::text AND state <= $4::text AND id > $1::bigint
            AND dead_letter_matches(d, $5::text, $6::text, $7::int, $8::int, $9::bigint, $10::bigint, $11::text, $12::text)
          ORDER BY state, id LIMIT $2::int)) AS d
 ORDER BY d.id
 LIMIT $2::int
