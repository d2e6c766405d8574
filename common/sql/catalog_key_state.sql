-- How old the keys of the catalogue may be, and up to which ISBN they were brought to a version.
--   $1 that version
--   columns: version position
SELECT version, CASE WHEN rekeying = $1::integer THEN position ELSE '' END AS position
  FROM catalog_key
