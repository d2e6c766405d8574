-- What the server and the database are, for doctor.
--   $1 with its size, for which the server looks at all of its files
--   columns: version encoding collation ctype now_ms size connections connections_max standby durable user_name
SELECT current_setting('server_version') AS version,
       pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collation, d.datctype AS ctype,
       (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms,
       CASE WHEN $1::boolean THEN pg_size_pretty(pg_database_size(d.oid)) END AS size,
       (SELECT count(*) FROM pg_stat_activity a WHERE a.backend_type = 'client backend') AS connections,
       current_setting('max_connections')::int AS connections_max,
       pg_is_in_recovery() AS standby,
       current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'
           AND current_setting('full_page_writes') = 'on' AS durable,
       current_user AS user_name
  FROM pg_database d
 WHERE d.datname = current_database()
