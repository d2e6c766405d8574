-- What is known of these ISBNs: the fields that sources have said, the sources that are not to be asked (they have
-- answered, and it is not yet time to ask again), those that have more to say, and to which question ("source next"),
-- and a title. A source that is withdrawn says nothing.
--   $1 isbn13 (array)
--   columns: isbn13 fields sources more title
SELECT i.isbn13, c.fields, l.sources, l.more, c.title
  FROM unnest($1::text[]) AS i (isbn13),
       LATERAL (SELECT string_agg(DISTINCT e.field, ',') AS fields, max(e.value) FILTER (WHERE e.field = 'title') AS title
                  FROM edition_claim e
                 WHERE e.isbn13 = i.isbn13
                   AND NOT EXISTS (SELECT FROM withdrawn_source w WHERE w.source = e.source)) c,
       LATERAL (SELECT string_agg(k.source, ',') FILTER (WHERE k.next IS NULL AND (k.outcome = 'found' OR k.again_at > clock_timestamp())) AS sources,
                       string_agg(k.source || ' ' || k.next, ',') FILTER (WHERE k.outcome = 'found') AS more
                  FROM edition_lookup k
                 WHERE k.isbn13 = i.isbn13) l
