-- How many dead letters are in which state.
--   columns: archived replayed discarded closed
SELECT count(*) FILTER (WHERE state = 'archived') AS archived,
       count(*) FILTER (WHERE state = 'replayed') AS replayed,
       count(*) FILTER (WHERE state = 'discarded') AS discarded,
       count(*) FILTER (WHERE state = 'closed') AS closed
  FROM dead_letter
