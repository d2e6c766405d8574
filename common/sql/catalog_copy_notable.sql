COPY catalog_stage_notable FROM STDIN
