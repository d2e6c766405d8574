-- What is known of these ISBNs: the fields that sources have said, and the sources that are not to be asked: they
-- have answered, and it is not yet time to ask again. A source that is withdrawn says nothing.
--   $1 isbn13 (array)
--   columns: isbn13 fields sources
SELECT i.isbn13,
       (SELECT string_agg(DISTINCT c.field, ',') FROM edition_claim c
         WHERE c.isbn13 = i.isbn13
           AND NOT EXISTS (SELECT FROM withdrawn_source w WHERE w.source = c.source)) AS fields,
       (SELECT string_agg(l.source, ',') FROM edition_lookup l
         WHERE l.isbn13 = i.isbn13 AND (l.outcome = 'found' OR l.again_at > clock_timestamp())) AS sources
  FROM unnest($1::text[]) AS i (isbn13)
