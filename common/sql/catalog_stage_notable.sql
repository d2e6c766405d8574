-- Where the rows of a file wait for the merge.
--   changes: catalog_stage_notable
CREATE TEMPORARY TABLE catalog_stage_notable (
    line integer, year smallint, month smallint, title text, authors text, publisher text,
    first_published text, isbn13 text, ratings bigint, format text
) ON COMMIT DROP
