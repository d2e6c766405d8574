-- The lock of who migrates, for this session: NULL where there is no schema to create tables in; false
-- while another session holds it, and then who that is.
-- Processes lock (schema, their id), and ids begin at 1.
--   columns: locked holder
--   changes: advisory_lock
SELECT l.locked,
       CASE WHEN NOT l.locked THEN
            (SELECT format('process %s of %s (%s)', a.pid, pg_get_userbyid(a.usesysid), a.application_name)
               FROM pg_locks k JOIN pg_stat_activity a USING (pid)
              WHERE k.locktype = 'advisory' AND k.objsubid = 2 AND k.granted
                AND k.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND k.classid = (hashtext(current_schema())::bigint & 4294967295)::oid AND k.objid = 0
              LIMIT 1) END AS holder
  FROM (SELECT pg_try_advisory_lock(hashtext(current_schema()), 0) AS locked) l
