-- Roles for Backfill in PostgreSQL, each with what it needs and no more.
--
--   psql -d backfill -f deploy/roles/postgresql.sql      as a superuser, in Backfill's own database
--
-- Before the first 'backfill-producer migrate', and again after each migrate that applied something:
-- it makes the roles that are missing, and gives the rights on the tables that are there. Again, it
-- changes nothing; rights that were given by hand to these roles are taken back.
--
--   backfill_owner     owns the tables: migrate
--   backfill_worker    the consumers, and the producer's seed and schedule
--   backfill_operator  people: everything but migrate
--   backfill_reader    status, why, show, report, quota, dlq list and the like; monitoring
--
-- They have no passwords yet, so nobody can log in: \password backfill_owner and so on, in psql,
-- which sends no password as text. Tables that another role owns: REASSIGN OWNED BY it TO
-- backfill_owner.
\set ON_ERROR_STOP on
BEGIN;
SET LOCAL client_min_messages = warning;

SELECT format('CREATE ROLE %I LOGIN', name)
  FROM unnest('{backfill_owner,backfill_worker,backfill_operator,backfill_reader}'::text[]) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
GRANT backfill_worker, backfill_reader TO backfill_operator;

-- The database, and the schema that others could put tables in before PostgreSQL 15.
SELECT current_database() AS db \gset
REVOKE ALL ON DATABASE :"db" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"db" TO backfill_owner, backfill_worker, backfill_operator, backfill_reader;
GRANT TEMPORARY ON DATABASE :"db" TO backfill_operator; -- where catalog import stages its rows
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO backfill_worker, backfill_reader;
GRANT USAGE, CREATE ON SCHEMA public TO backfill_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE backfill_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;

-- What PostgreSQL lets everybody call though it does more than answer. With advisory locks a reader could
-- keep migrations and consumers waiting; large objects and messages in the WAL fill the disk. These rights
-- are of this database alone.
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure)
  FROM pg_proc
 WHERE pronamespace = 'pg_catalog'::regnamespace
   AND (proname ~ '^pg_(try_)?advisory_(xact_)?lock(_shared)?$'
        OR proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')) \gexec
GRANT EXECUTE ON FUNCTION pg_try_advisory_lock(integer, integer) TO backfill_owner; -- migrate
GRANT EXECUTE ON FUNCTION pg_advisory_lock(integer, integer), pg_try_advisory_xact_lock(integer, integer), pg_advisory_xact_lock_shared(integer, integer)
    TO backfill_worker;

SELECT to_regclass('public.schema_migrations') IS NOT NULL AS migrated \gset
\if :migrated
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, backfill_worker, backfill_operator, backfill_reader;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, backfill_worker, backfill_operator, backfill_reader;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO backfill_reader;
GRANT EXECUTE ON FUNCTION dead_letter_matches, dead_letter_verdict, dead_letters_selected, schedule_due, schedule_reason
    TO backfill_reader;

GRANT SELECT ON catalog_edition, catalog_notable, control, schema_migrations TO backfill_worker;
GRANT SELECT, INSERT, UPDATE
    ON attempt_usage, backfill_attempt, backfill_book, backfill_log, backfill_order, enrichment, lookup_outcome, operation,
       operation_item, order_day, outbox, process, provider_booking, provider_response, provider_state, provider_total,
       provider_usage
    TO backfill_worker;
GRANT INSERT ON operator_action TO backfill_worker; -- what it schedules and carries on, and by whose order
GRANT DELETE ON outbox TO backfill_worker;
-- What the janitor prunes (retention in backfill.conf).
GRANT DELETE ON attempt_usage, backfill_attempt, dead_letter, lookup_outcome, operation, operation_item, process, provider_booking, provider_usage
    TO backfill_worker;
-- Operations on dead letters, which any janitor carries on; a month that completes closes its letters.
GRANT SELECT, UPDATE ON dead_letter TO backfill_worker;
GRANT INSERT ON outbox_message TO backfill_worker;
GRANT EXECUTE ON FUNCTION backfill_message, begin_anew, budget_spent, dead_letter_headers, month_letter, month_message, provider_open,
                          provider_reserve, provider_spent, provider_total_add,
                          dead_letter_closed_because, dead_letter_fingerprint, dead_letter_pattern, dead_letter_schedule,
                          dead_letter_send, dead_letter_verdict, operation_advance, operation_judge, operation_replay,
                          operation_settle, order_is_due, order_perform, schedule_begin, schedule_changed, schedule_choose, schedule_due,
                          schedule_plan_do, schedule_reason, schedule_seen, schedule_take, month_kept, month_next_generation
    TO backfill_worker;
-- Alarms that are sent, and what happened to providers.
GRANT SELECT, INSERT, UPDATE ON alarm, alarm_delivery, provider_event TO backfill_worker;
GRANT SELECT, UPDATE ON alarm_watch TO backfill_worker;
GRANT DELETE ON alarm, provider_event TO backfill_worker;
GRANT EXECUTE ON FUNCTION alarm_fingerprint, alarms_observe, alert_outcome, alert_said, heartbeat_claim, heartbeat_reason, heartbeat_said,
                          provider_is_closed, provider_note_event
    TO backfill_worker;
-- What attempts have called.
GRANT EXECUTE ON FUNCTION calls_a_month TO backfill_reader, backfill_worker;
GRANT EXECUTE ON FUNCTION attempt_calls TO backfill_worker;
-- What alarms are judged by: monitoring looks, and a consumer sends them.
GRANT EXECUTE ON FUNCTION alarm_count, alarm_minutes, alarm_month, alarms_measured, alarms_now, alarms_of_alerts, alarms_of_enrichment, alarms_of_fleet, alarms_of_messages,
                          alarms_of_months, alarms_of_prices, alarms_of_providers, alarms_of_unusual_months
    TO backfill_reader, backfill_worker;
GRANT EXECUTE ON FUNCTION order_is_due TO backfill_reader;
GRANT SELECT ON dead_letter_group TO backfill_worker;
-- The trace of a month, from message to message.
GRANT EXECUTE ON FUNCTION trace_headers, trace_here, trace_link TO backfill_worker;
-- What metrics count, also of rows that are pruned.
GRANT SELECT, INSERT, UPDATE ON metric_kept TO backfill_worker;
-- How many dead letters there are, which whoever changes one writes down.
GRANT SELECT, INSERT, UPDATE, DELETE ON dead_letter_total TO backfill_worker;
GRANT EXECUTE ON FUNCTION dead_letter_total_merge TO backfill_worker;
-- Sums of what attempts have called, of how they ended and of ISBNs, which whoever writes one of these rows keeps.
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt_total, enrichment_total, usage_total TO backfill_worker;
GRANT EXECUTE ON FUNCTION metric_bucket TO backfill_reader, backfill_worker;
-- Sums of the books of generations, which whoever completes one leaves, or begins another in its place.
GRANT SELECT, INSERT, DELETE ON book_total TO backfill_worker;
GRANT EXECUTE ON FUNCTION book_total_of TO backfill_reader, backfill_worker;
GRANT EXECUTE ON FUNCTION quality_label, quality_words TO backfill_reader;

-- ISBNs that are enriched, and what sources say of them.
GRANT SELECT, INSERT, UPDATE ON edition_claim, edition_lookup, enrichment_state TO backfill_worker;
GRANT SELECT, INSERT, DELETE ON edition_response TO backfill_worker; -- the janitor prunes it
GRANT SELECT ON withdrawn_source TO backfill_worker;
GRANT EXECUTE ON FUNCTION enrich_announce, enrich_messages, enrich_reserve, enrich_take TO backfill_worker;

-- Beside what it has as a worker and a reader.
GRANT INSERT, UPDATE ON catalog_edition, catalog_notable, dead_letter_group TO backfill_operator;
GRANT SELECT ON catalog_key TO backfill_worker; -- which rekeying by an operator changes
GRANT UPDATE ON catalog_key TO backfill_operator;
-- Dumps of Open Library, which operators import; the catalogue's editions name their works.
GRANT INSERT, UPDATE ON openlibrary_author, openlibrary_import, openlibrary_redirect, openlibrary_work TO backfill_operator;
GRANT EXECUTE ON FUNCTION openlibrary_follow TO backfill_operator;
GRANT SELECT ON openlibrary_work TO backfill_worker;
GRANT INSERT ON dead_letter TO backfill_operator;
-- What budgets allow: the gate asks, everybody reads.
GRANT SELECT, INSERT, UPDATE ON order_total TO backfill_worker;
GRANT EXECUTE ON FUNCTION budget_holds, budget_spent, budget_state, money_text, order_is_spent, order_open_months, provider_spent TO backfill_reader, backfill_worker;
GRANT EXECUTE ON FUNCTION budget_wake TO backfill_worker;
GRANT EXECUTE ON FUNCTION order_budget, order_take_back TO backfill_operator;
GRANT EXECUTE ON FUNCTION compare_accept, compare_result, dead_letters_close, operation_of_months TO backfill_operator;
GRANT EXECUTE ON FUNCTION reread_store TO backfill_operator;
GRANT UPDATE ON control TO backfill_operator;
-- Requests over HTTP, which serve answers once; janitors prune them.
GRANT SELECT, DELETE ON http_request TO backfill_worker;
GRANT INSERT, UPDATE ON http_request TO backfill_operator;
GRANT EXECUTE ON FUNCTION http_request_actions, http_request_actor, http_request_begin, http_request_end TO backfill_operator;
-- Editions: what sources say, and what is made of it.
GRANT SELECT, INSERT, UPDATE ON edition_claim TO backfill_worker;
GRANT SELECT ON withdrawn_source TO backfill_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON edition_contributors, enriched_editions, provider_conflicts TO backfill_worker;
GRANT SELECT, INSERT, DELETE ON enrichment_log TO backfill_worker; -- the janitor prunes it
GRANT SELECT ON isbn_open, isbn_open_total TO backfill_worker;
-- The works of editions.
GRANT SELECT, INSERT, UPDATE, DELETE ON enriched_authors, enriched_works, work_alias, work_authors_enriched TO backfill_worker;
GRANT SELECT ON work_decision TO backfill_worker;
-- The synthetic works of books without ISBN, which whoever completes a month or folds editions keeps.
GRANT SELECT, INSERT, DELETE ON work_book TO backfill_worker;
GRANT EXECUTE ON FUNCTION work_keep_books, work_write_synthetic TO backfill_worker;
GRANT EXECUTE ON FUNCTION work_block TO backfill_reader, backfill_worker;
GRANT EXECUTE ON FUNCTION author_write, edition_lock, work_lock, work_lock_shares, work_note_large, work_write, work_write_aliases, work_write_people
    TO backfill_worker;
GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock_shared(integer, integer) TO backfill_worker;
GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock(integer, integer) TO backfill_worker;
GRANT INSERT, DELETE ON withdrawn_source TO backfill_operator;
GRANT INSERT, UPDATE ON work_decision TO backfill_operator;
-- What is stuck: everybody looks, operators put it back.
GRANT EXECUTE ON FUNCTION reconcile_stuck TO backfill_reader;
GRANT EXECUTE ON FUNCTION reconcile_repair TO backfill_operator;
GRANT EXECUTE ON FUNCTION work_decide, work_rekey_books TO backfill_operator;
\else
\echo 'roles made; run backfill-producer migrate as backfill_owner, then this file once more'
\endif
COMMIT;
