-- Where editions of a dump wait for the merge.
--   changes: dump_stage_edition
CREATE TEMPORARY TABLE dump_stage_edition (
    isbn13 text, title text, authors text, publisher text, published text, language text,
    pages integer, binding text, main_title_key text, surnames text[] COLLATE "C", author_keys text[] COLLATE "C",
    openlibrary_key text, openlibrary_work text, openlibrary_cover bigint, openlibrary_rank bigint
) ON COMMIT DROP
