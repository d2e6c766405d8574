-- Enter the fleet under an id of one's own. No row: somebody has that id, or months carry it.
--   $1 process id  $2 identity  $3 role  $4 host  $5 pid  $6 version
--   $7 models that it asks without a price, NULL: none
--   columns: id
--   changes: process
INSERT INTO process (id, identity, role, host, pid, version, unpriced) OVERRIDING SYSTEM VALUE
SELECT $1::int, $2::uuid, $3, $4, $5::int, $6, $7::text
 WHERE NOT EXISTS (SELECT FROM backfill_log WHERE status = 'processing' AND owner = $1::int)
    ON CONFLICT DO NOTHING
RETURNING id
