-- Write to which works editions belong. What is the same is not written.
--   arrays, one element an edition: $1 isbn  $2 fine key  $3 block key  $4 work key  $5 confidence  $6 by what  $7 key_version
--   changes: enriched_editions
UPDATE enriched_editions e
   SET fine_key = n.fine, block_key = n.block, work_key = n.work, work_match_confidence = n.confidence, work_match_source = n.source,
       work_match_at = CASE WHEN e.work_key IS DISTINCT FROM n.work THEN clock_timestamp() ELSE e.work_match_at END, key_version = n.version
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::int[])
       AS n (isbn, fine, block, work, confidence, source, version)
 WHERE e.isbn = n.isbn
   AND (e.fine_key, e.block_key, e.work_key, e.work_match_confidence, e.work_match_source, e.key_version)
       IS DISTINCT FROM (n.fine, n.block, n.work, n.confidence, n.source, n.version)
