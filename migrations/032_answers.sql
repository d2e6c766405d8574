-- Answers that were paid for and hold no list of books are told apart from those that were read.
ALTER TABLE provider_response DROP CONSTRAINT provider_response_outcome_check;
ALTER TABLE provider_response
    ADD CONSTRAINT provider_response_outcome_check CHECK (outcome IN ('answered', 'refused', 'unreadable'));
COMMENT ON COLUMN provider_response.outcome IS
    'answered: it names books, or nobody has read it yet; refused: the generator declined; unreadable: it holds no list of books.';

-- What is known of those that are there: the generator failed with its answer.
UPDATE provider_response r
   SET outcome = 'unreadable'
  FROM backfill_log l
 WHERE l.year = r.year AND l.month = r.month AND l.generation = r.generation AND r.outcome = 'answered'
   AND l.generator_failures -> r.provider ->> 'class' = 'malformed';
