-- Keep the answer of a request over HTTP.
--   $1 id  $2 exit code  $3 class  $4 message  $5 notes  $6 what was printed, NULL: too much to keep
--   $7 which try it was
--   columns: done
--   changes: http_request
SELECT http_request_end($1::bigint, $2::int, $3, $4, $5, $6::bytea, $7::int) IS NULL AS done
