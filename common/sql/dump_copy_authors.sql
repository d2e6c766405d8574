--   changes: dump_stage_author
COPY dump_stage_author FROM STDIN (FORMAT binary)
