-- Wait for whoever folds one of these ISBNs, and keep others away until the transaction ends: what a fold
-- has read of the claims must hold when it writes. The locks are of 256 shares of all ISBNs and are taken in
-- their order, so that two writers never wait for each other, and a batch needs no lock for each ISBN.
--   $1 isbn13 (array)
--   columns: locked
--   changes: advisory_lock
SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.edition'), share) AS locked
  FROM (SELECT DISTINCT substr(isbn13, 10, 3)::int & 255 AS share FROM unnest($1::text[]) AS isbn13 ORDER BY share OFFSET 0) shares
