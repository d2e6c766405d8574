-- What generators have answered for a month, as it was stored, and from which of them books are there although the
-- answer is not any more: it was pruned.
--   $1 year  $2 month  $3 generation, NULL: all  $4 provider, NULL: all
--   columns: generation provider received_at outcome model prompt_name prompt_hash
--   columns: refusal pruned_at bytes body
SELECT k.generation, k.provider,
       to_char(r.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS received_at, r.outcome, r.model,
       r.prompt_name, r.prompt_hash, r.refusal,
       to_char(r.pruned_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS pruned_at, octet_length(r.body) AS bytes, r.body
  FROM (SELECT a.generation, a.provider FROM provider_response a WHERE a.year = $1 AND a.month = $2
         UNION
        SELECT b.generation, b.provider FROM backfill_book b WHERE b.year = $1 AND b.month = $2) k
  LEFT JOIN provider_response r ON r.year = $1 AND r.month = $2 AND r.generation = k.generation AND r.provider = k.provider
 WHERE ($3::int IS NULL OR k.generation = $3::int)
   AND ($4::text IS NULL OR k.provider = $4::text)
 ORDER BY k.generation, r.id NULLS FIRST, k.provider
