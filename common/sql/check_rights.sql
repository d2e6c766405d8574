-- Which rights the role lacks: to read, and to write.
SELECT string_agg(t.name, ', ' ORDER BY t.name) FILTER (WHERE NOT has_table_privilege(t.oid, 'SELECT')),
       string_agg(t.name, ', ' ORDER BY t.name)
           FILTER (WHERE NOT (has_table_privilege(t.oid, 'INSERT') AND has_table_privilege(t.oid, 'UPDATE')
                              AND has_table_privilege(t.oid, 'DELETE'))),
       count(*)
  FROM (SELECT c.oid, c.relname::text AS name
          FROM pg_class c
         WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
           AND c.relname IN ('backfill_log', 'backfill_attempt', 'backfill_book', 'provider_response', 'enrichment',
                             'outbox', 'process', 'control', 'dead_letter', 'operator_action', 'provider_usage',
                             'provider_state', 'lookup_outcome')) t
