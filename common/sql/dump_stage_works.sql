-- Where works of a dump wait for the merge.
--   changes: dump_stage_work
CREATE TEMPORARY TABLE dump_stage_work (
    key text, title text, first_published text, subjects text[], description text,
    author_keys text[], modified bigint
) ON COMMIT DROP
