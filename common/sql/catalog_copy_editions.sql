--   changes: catalog_stage_edition
COPY catalog_stage_edition FROM STDIN
