-- What an operator knows of a group of dead letters; an empty text takes it away.
--   $1 group  $2 who  $3 a fix, not a note  $4 text
--   columns: known
--   changes: dead_letter_group operator_action
WITH known AS (
    SELECT coalesce((SELECT fingerprint = $1::text FROM dead_letter WHERE fingerprint >= $1::text
                      ORDER BY fingerprint LIMIT 1), false)
        OR EXISTS (SELECT FROM dead_letter_group WHERE fingerprint = $1::text) AS is_known
), kept AS (
    INSERT INTO dead_letter_group (fingerprint, note, fix, fixed_at, changed_by)
    SELECT $1, CASE WHEN NOT $3::boolean THEN nullif($4::text, '') END, CASE WHEN $3::boolean THEN nullif($4::text, '') END,
           CASE WHEN $3::boolean AND $4::text <> '' THEN clock_timestamp() END, $2
      FROM known WHERE is_known
    ON CONFLICT (fingerprint) DO UPDATE
       SET note = CASE WHEN $3::boolean THEN dead_letter_group.note ELSE excluded.note END,
           fix = CASE WHEN $3::boolean THEN excluded.fix ELSE dead_letter_group.fix END,
           fixed_at = CASE WHEN $3::boolean THEN excluded.fixed_at ELSE dead_letter_group.fixed_at END,
           changed_at = clock_timestamp(), changed_by = excluded.changed_by
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $2, CASE WHEN $3::boolean THEN 'dlq_fix' ELSE 'dlq_note' END, 'group ' || $1, jsonb_build_object('text', $4::text)
      FROM known WHERE is_known
)
SELECT is_known AS known FROM known
