-- The planner must know of the new rows before the first search.
ANALYZE catalog_notable
