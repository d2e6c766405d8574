COPY catalog_stage_edition FROM STDIN
