--   changes: dump_stage_edition
COPY dump_stage_edition FROM STDIN (FORMAT binary)
