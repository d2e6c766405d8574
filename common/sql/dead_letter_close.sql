-- Close the open letters whose months completed since.
--   columns: closed
--   changes: dead_letter
SELECT dead_letters_close() AS closed
