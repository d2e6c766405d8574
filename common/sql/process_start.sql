-- Enter the fleet under an id of one's own. No row: somebody has that id, or months or ISBNs carry it.
--   $1 process id  $2 identity  $3 role  $4 host  $5 pid  $6 version
--   $7 models that it asks without a price, NULL: none
--   $8 queues that it takes work from (array); NULL: none
--   columns: id
--   changes: process
INSERT INTO process (id, identity, role, host, pid, version, unpriced, queues) OVERRIDING SYSTEM VALUE
SELECT $1::int, $2::uuid, $3, $4, $5::int, $6, $7::text, coalesce($8::text[], '{}')
 WHERE NOT EXISTS (SELECT FROM backfill_log WHERE status = 'processing' AND owner = $1::int)
   AND NOT EXISTS (SELECT FROM enrichment_state WHERE owner = $1::int)
    ON CONFLICT DO NOTHING
RETURNING id
