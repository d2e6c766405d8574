-- Where authors of a dump wait for the merge.
--   changes: dump_stage_author
CREATE TEMPORARY TABLE dump_stage_author (
    key text, name text, birth_date text, death_date text, modified bigint
) ON COMMIT DROP
