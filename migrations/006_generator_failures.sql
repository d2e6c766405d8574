-- oldest-program: 0.1.0
-- Which generators gave no answer is kept with the month, so that a later attempt knows it, too.

ALTER TABLE backfill_log ADD COLUMN generator_failures jsonb NOT NULL DEFAULT '{}'
    CONSTRAINT backfill_log_generator_failures CHECK (jsonb_typeof(generator_failures) = 'object');
COMMENT ON COLUMN backfill_log.generator_failures IS
    'Generators that failed when the books of this generation were stored, until they answer: {"xai": {"class": "quota", "message": "..."}}. A completed month that has some is partial.';
COMMENT ON COLUMN backfill_log.error_class IS
    'Of the last failure; on a completed month: of the lookup that left books open, or else of a generator that failed.';

-- Until now a completed month said so by its error alone, which begins with the generator's name.
UPDATE backfill_log
   SET generator_failures = jsonb_build_object(coalesce(substring(error_message FROM '^([^ :]+):'), 'unknown'),
                                               jsonb_build_object('class', error_class, 'message', error_message))
 WHERE status = 'completed' AND error_class IS NOT NULL;
