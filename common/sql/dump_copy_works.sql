--   changes: dump_stage_work
COPY dump_stage_work FROM STDIN (FORMAT binary)
