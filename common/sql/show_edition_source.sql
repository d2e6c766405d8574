-- What a source says of editions altogether, and whether it is withdrawn.
--   $1 source
--   columns: claims editions withdrawn reason
SELECT (SELECT count(*) FROM edition_claim WHERE source = $1) AS claims,
       (SELECT count(DISTINCT isbn13) FROM edition_claim WHERE source = $1) AS editions,
       EXISTS (SELECT FROM withdrawn_source WHERE source = $1) AS withdrawn,
       (SELECT reason FROM withdrawn_source WHERE source = $1) AS reason
