-- Close a provider because of what it answered: its slots are void. The later of two closings holds.
--   $1 provider  $2 for how long, ms; NULL: until its next midnight  $3 time zone of its day  $4 class  $5 why
--   changes: provider_state
INSERT INTO provider_state AS s (provider, closed_until, closed_class, closed_why)
SELECT $1,
       CASE WHEN $2::bigint IS NULL
            THEN ((clock_timestamp() AT TIME ZONE $3)::date + 1)::timestamp AT TIME ZONE $3
            ELSE clock_timestamp() + $2::bigint * interval '1 ms' END,
       $4, $5
    ON CONFLICT (provider) DO UPDATE
   SET closed_until = excluded.closed_until, closed_class = excluded.closed_class,
       closed_why = excluded.closed_why, updated_at = clock_timestamp()
 WHERE s.closed_until IS NULL OR s.closed_until < excluded.closed_until
