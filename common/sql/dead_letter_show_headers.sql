-- The headers of a dead letter, one a row.
--   $1 id
--   columns: name value
SELECT h.key AS name, h.value FROM dead_letter d, jsonb_each_text(d.headers) h WHERE d.id = $1 ORDER BY h.key
