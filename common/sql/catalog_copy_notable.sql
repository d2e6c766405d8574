--   changes: catalog_stage_notable
COPY catalog_stage_notable FROM STDIN
