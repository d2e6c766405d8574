-- Close the open letters whose months completed since, and keep that the dead-letter queues were just emptied.
--   columns: closed
--   changes: control dead_letter
WITH collected AS (
    UPDATE control SET letters_collected_at = clock_timestamp()
)
SELECT dead_letters_close() AS closed
