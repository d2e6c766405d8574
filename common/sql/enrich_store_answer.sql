-- Keep what a source answered, as it comes: it may have been paid for. No claim is asked for: what a source says is
-- true whoever asked. A source that does not have an ISBN is asked again after a day, then ever later.
--   $1 source  $2 how many ISBNs it was asked for  $3 how many it knew
--   arrays, an ISBN that it was asked for each: $4 isbn13  $5 outcome  $6 detail  $7 the question to which it says more, or NULL
--   arrays, a field of an edition each: $8 isbn13  $9 field  $10 value
--   columns: response_id
--   changes: edition_claim edition_lookup edition_response
WITH response AS (
    INSERT INTO edition_response (source, asked, answered, has_claims) VALUES ($1, $2, $3, cardinality($8::text[]) > 0)
    RETURNING id
), lookup AS (
    INSERT INTO edition_lookup AS l (isbn13, source, outcome, again_at, detail, next, response_id)
    SELECT DISTINCT ON (a.isbn13) a.isbn13, $1, a.outcome,
           CASE WHEN a.outcome <> 'found' THEN clock_timestamp() + interval '1 day' END, a.detail, a.next, r.id
      FROM unnest($4::text[], $5::text[], $6::text[], $7::text[]) AS a (isbn13, outcome, detail, next), response r
     ORDER BY a.isbn13
        ON CONFLICT (isbn13, source) DO UPDATE
       SET outcome = excluded.outcome, asked_at = excluded.asked_at, detail = excluded.detail,
           next = excluded.next, response_id = excluded.response_id,
           times = CASE WHEN l.outcome = excluded.outcome THEN l.times + 1 ELSE 1 END,
           again_at = CASE WHEN excluded.outcome <> 'found'
                           THEN excluded.asked_at + ('{1,7,30,90}'::int[])[CASE WHEN l.outcome = excluded.outcome
                                                                               THEN least(l.times + 1, 4) ELSE 1 END]
                                                    * interval '1 day' END
), said AS (
    SELECT DISTINCT ON (c.isbn13, c.field) c.isbn13, c.field, c.value
      FROM unnest($8::text[], $9::text[], $10::text[]) AS c (isbn13, field, value)
     ORDER BY c.isbn13, c.field
), claim AS (
    INSERT INTO edition_claim AS e (isbn13, source, field, value, response_id)
    SELECT s.isbn13, $1, s.field, s.value, r.id FROM said s, response r
     ORDER BY s.isbn13, s.field
        ON CONFLICT (isbn13, source, field) DO UPDATE
       SET value = excluded.value, seen_at = excluded.seen_at, response_id = excluded.response_id
     WHERE e.value <> excluded.value
)
SELECT id AS response_id FROM response
