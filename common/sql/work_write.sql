-- Write works anew of their editions, with their authors and aliases. Under edition_lock and work_lock.
--   arrays: $1 works whose editions have changed  $2 works that editions have left  $3 for which works
--   $4 authors of whom editions have come or gone  $5 blocks that were looked at  $6 those that are too large
--   $7 version of keys  $8 version of rules
--   columns: done
--   changes: enriched_works work_alias work_authors_enriched enriched_authors provider_conflicts
SELECT work_write($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int, $8::int)::text AS done
