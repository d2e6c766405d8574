-- How many dead letters are in which state.
--   columns: archived replayed discarded closed
SELECT coalesce(sum(letters) FILTER (WHERE state = 'archived'), 0)::bigint AS archived,
       coalesce(sum(letters) FILTER (WHERE state = 'replayed'), 0)::bigint AS replayed,
       coalesce(sum(letters) FILTER (WHERE state = 'discarded'), 0)::bigint AS discarded,
       coalesce(sum(letters) FILTER (WHERE state = 'closed'), 0)::bigint AS closed
  FROM dead_letter_total
