-- Enter the fleet.
--   $1 role  $2 host  $3 pid  $4 version
--   columns: id
--   changes: process
INSERT INTO process (role, host, pid, version) VALUES ($1, $2, $3, $4) RETURNING id
