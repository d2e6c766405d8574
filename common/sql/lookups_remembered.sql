-- What a resolver is known to answer about these books: that it does not have them, or which ISBN was
-- accepted and why. An answer holds until its time, and as long as the job that asked is open: a month
-- that waits for days does not ask again.
--   $1 resolver  $2 book keys (array)
--   columns: number isbn13 confidence evidence matched_title
SELECT k.number, o.isbn13, o.confidence, o.evidence, o.matched_title
  FROM unnest($2::text[]) WITH ORDINALITY AS k (book_key, number)
  JOIN lookup_outcome o ON o.book_key = k.book_key AND o.provider = $1
 WHERE (o.until > clock_timestamp()
        OR EXISTS (SELECT FROM backfill_log l
                    WHERE l.job_id = o.job_id AND l.status IN ('queued', 'processing', 'retry')))
   AND (o.outcome = 'not_found'
        OR (o.outcome = 'found' AND o.isbn13 IS NOT NULL AND o.confidence IN ('high', 'medium')))
