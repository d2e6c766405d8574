-- Where the rows of a file wait for the merge.
--   changes: catalog_stage_edition
CREATE TEMPORARY TABLE catalog_stage_edition (
    line integer, isbn13 text, title text, authors text, publisher text, published text,
    language text, pages integer, binding text, main_title_key text, surnames text[],
    author_keys text[]
) ON COMMIT DROP
