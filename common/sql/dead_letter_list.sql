-- The archive, newest first. Each of its two parts has an index in its order; with an equality the
-- planner may read the whole primary key for a state that no letter has.
--   $1 state, NULL: all  $2 at most so many  $3 older than this letter, NULL: from the newest
--   $4 queue  $5 class  $6 first month  $7 last month  $8 archived within, ms  $9 archived before, ms
--   $10 text  $11 group; NULL of any of these: all
--   columns: id archived_at queue state reason month error_class error_message attempts body_bytes
--   columns: job_id message_id type fingerprint
SELECT id, to_char(archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS archived_at, queue,
       CASE state WHEN 'archived' THEN 'open' ELSE state END AS state, reason,
       year || '-' || lpad(month::text, 2, '0') AS month, error_class, error_message, attempts, body_bytes, job_id,
       message_id, type, fingerprint
  FROM ((SELECT * FROM dead_letter d
          WHERE $1::text IS NULL AND id < coalesce($3::bigint, 9223372036854775807)
            AND dead_letter_matches(d, $4::text, $5::text, $6::int, $7::int, $8::bigint, $9::bigint, $10::text, $11::text)
          ORDER BY id DESC LIMIT $2::int)
        UNION ALL
        (SELECT * FROM dead_letter d
          WHERE state >= $1::text AND state <= $1::text AND id < coalesce($3::bigint, 9223372036854775807)
            AND dead_letter_matches(d, $4::text, $5::text, $6::int, $7::int, $8::bigint, $9::bigint, $10::text, $11::text)
          ORDER BY state DESC, id DESC LIMIT $2::int)) AS letter
 ORDER BY id DESC
 LIMIT $2::int
