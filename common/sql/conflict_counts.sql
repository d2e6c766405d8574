-- How many contradictions of sources there are in each state.
--   columns: open resolved dismissed
SELECT count(*) FILTER (WHERE status = 'open') AS open, count(*) FILTER (WHERE status = 'resolved') AS resolved,
       count(*) FILTER (WHERE status = 'dismissed') AS dismissed
  FROM provider_conflicts
