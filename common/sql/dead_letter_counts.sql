-- How many dead letters are in which state.
SELECT count(*) FILTER (WHERE state = 'archived'), count(*) FILTER (WHERE state = 'replayed'),
       count(*) FILTER (WHERE state = 'discarded')
  FROM dead_letter
