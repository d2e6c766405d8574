-- When a report is made, since when it compares, and on what.
--   $1 so long ago, ms, is the moment to compare with; NULL: none
--   columns: made_at since_at schema postgresql
SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS made_at,
       to_char((now() - $1::bigint * interval '1 ms') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since_at,
       (SELECT max(version) FROM schema_migrations) AS schema, current_setting('server_version') AS postgresql
