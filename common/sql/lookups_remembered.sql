-- Which of these books a resolver is known not to have.
--   $1 resolver  $2 book keys (array)
--   columns: number
SELECT k.number
  FROM unnest($2::text[]) WITH ORDINALITY AS k (book_key, number)
  JOIN lookup_outcome o ON o.book_key = k.book_key AND o.provider = $1
 WHERE o.outcome = 'not_found' AND o.until > clock_timestamp()
