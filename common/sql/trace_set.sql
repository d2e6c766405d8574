-- Carry a trace into this transaction: its new jobs get it. A trace that is not set is begun by the first of them.
--   $1 traceparent
--   columns: traceparent
SELECT set_config('backfill.traceparent', $1, true) AS traceparent
