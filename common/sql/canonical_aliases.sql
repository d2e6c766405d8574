-- A page of the keys that lead to a work, without times. A former one tells what was known before, and in which order: it is
-- no function of the claims.
--   $1 key that this page begins behind  $2 at most so many
--   columns: key body
SELECT l.alias_key AS key, jsonb_build_array(l.alias_key, l.work_key)::text AS body
  FROM work_alias l
 WHERE l.alias_key > $1 AND NOT l.former
 ORDER BY l.alias_key
 LIMIT $2::int
