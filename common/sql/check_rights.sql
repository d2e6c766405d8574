-- Which rights the user lacks for a role, as deploy/roles/postgresql.sql gives them: to look, to
-- work; and whether it may write at all.
--   $1 role: reader, worker, operator (each has those of the one before)
--   columns: cannot_look cannot_work may_write user_name
WITH given (role, privilege, relations) AS (VALUES
    ('worker', 'SELECT', '{attempt_usage,backfill_attempt,backfill_book,backfill_log,backfill_order,catalog_edition,catalog_notable,control,dead_letter,
                           enrichment,lookup_outcome,operation,operation_item,order_day,outbox,process,provider_booking,provider_response,
                           provider_state,provider_total,provider_usage,schema_migrations}'::text[]),
    ('worker', 'INSERT', '{attempt_usage,backfill_attempt,backfill_book,backfill_log,backfill_order,enrichment,lookup_outcome,operation,
                           operation_item,operator_action,order_day,outbox,process,provider_booking,provider_response,provider_state,provider_total,
                           provider_usage}'),
    ('worker', 'UPDATE', '{attempt_usage,backfill_attempt,backfill_book,backfill_log,backfill_order,dead_letter,enrichment,lookup_outcome,operation,
                           operation_item,order_day,outbox,process,provider_booking,provider_response,provider_state,provider_total,
                           provider_usage}'),
    ('worker', 'DELETE', '{outbox,attempt_usage,backfill_attempt,dead_letter,lookup_outcome,operation,operation_item,process,provider_booking,provider_usage}'),
    ('worker', 'INSERT', '{outbox_message}'),
    ('worker', 'EXECUTE', '{attempt_calls,calls_a_month,backfill_message,begin_anew,dead_letter_headers,month_letter,month_message,budget_spent,provider_open,provider_reserve,
                            provider_spent,provider_total_add,dead_letter_closed_because,dead_letter_fingerprint,dead_letter_pattern,
                            dead_letter_schedule,dead_letter_send,dead_letter_verdict,operation_advance,operation_judge,
                            operation_replay,operation_settle,order_is_due,order_perform,schedule_begin,schedule_changed,schedule_choose,schedule_due,
                            schedule_plan_do,schedule_reason,schedule_seen,schedule_take,month_kept,month_next_generation,
                            "pg_advisory_lock(int,int)","pg_try_advisory_xact_lock(int,int)"}'),
    ('worker', 'SELECT', '{alarm,alarm_delivery,alarm_watch,provider_event}'),
    ('worker', 'INSERT', '{alarm,alarm_delivery,provider_event}'),
    ('worker', 'UPDATE', '{alarm,alarm_delivery,alarm_watch,provider_event}'),
    ('worker', 'DELETE', '{alarm,provider_event}'),
    ('worker', 'EXECUTE', '{alarm_fingerprint,alarms_observe,alert_outcome,alert_said,heartbeat_claim,heartbeat_reason,heartbeat_said,
                            provider_is_closed,provider_note_event}'),
    ('worker', 'SELECT', '{dead_letter_group}'),
    ('reader', 'EXECUTE', '{alarm_count,alarm_minutes,alarm_month,alarms_measured,alarms_now,alarms_of_alerts,
                            alarms_of_enrichment,alarms_of_fleet,alarms_of_messages,alarms_of_months,alarms_of_prices,alarms_of_providers,alarms_of_unusual_months}'),
    ('worker', 'EXECUTE', '{alarm_count,alarm_minutes,alarm_month,alarms_measured,alarms_now,alarms_of_alerts,
                            alarms_of_enrichment,alarms_of_fleet,alarms_of_messages,alarms_of_months,alarms_of_prices,alarms_of_providers,alarms_of_unusual_months}'),
    ('reader', 'EXECUTE', '{calls_a_month,dead_letter_matches,dead_letter_verdict,dead_letters_selected,order_is_due,schedule_due,schedule_reason}'),
    ('worker', 'EXECUTE', '{budget_holds,budget_state,budget_wake,money_text,order_is_spent,order_open_months}'),
    ('worker', 'SELECT', '{order_total}'), ('worker', 'INSERT', '{order_total}'), ('worker', 'UPDATE', '{order_total}'),
    ('reader', 'EXECUTE', '{budget_holds,budget_spent,budget_state,money_text,order_is_spent,order_open_months,provider_spent}'),
    ('worker', 'EXECUTE', '{trace_headers,trace_here,trace_link}'),
    ('worker', 'SELECT', '{metric_kept}'), ('worker', 'INSERT', '{metric_kept}'), ('worker', 'UPDATE', '{metric_kept}'),
    ('worker', 'SELECT', '{dead_letter_total}'), ('worker', 'INSERT', '{dead_letter_total}'), ('worker', 'UPDATE', '{dead_letter_total}'),
    ('worker', 'DELETE', '{dead_letter_total}'), ('worker', 'EXECUTE', '{dead_letter_total_merge}'),
    ('worker', 'SELECT', '{attempt_total,enrichment_total,usage_total}'), ('worker', 'INSERT', '{attempt_total,enrichment_total,usage_total}'),
    ('worker', 'UPDATE', '{attempt_total,enrichment_total,usage_total}'), ('worker', 'DELETE', '{attempt_total,enrichment_total,usage_total}'),
    ('worker', 'SELECT', '{book_total}'), ('worker', 'INSERT', '{book_total}'), ('worker', 'DELETE', '{book_total}'),
    ('worker', 'EXECUTE', '{book_total_of}'), ('reader', 'EXECUTE', '{book_total_of,quality_label,quality_words}'),
    ('worker', 'EXECUTE', '{metric_bucket}'), ('reader', 'EXECUTE', '{metric_bucket}'),
    ('worker', 'SELECT', '{http_request}'), ('worker', 'DELETE', '{http_request}'),
    ('worker', 'SELECT', '{edition_claim,edition_lookup,edition_response,enrichment_state,withdrawn_source}'),
    ('worker', 'INSERT', '{edition_claim,edition_lookup,edition_response,enrichment_state}'),
    ('worker', 'UPDATE', '{edition_claim,edition_lookup,enrichment_state}'),
    ('worker', 'EXECUTE', '{enrich_announce,enrich_messages,enrich_reserve,enrich_take}'),
    ('operator', 'INSERT', '{http_request}'), ('operator', 'UPDATE', '{http_request}'),
    ('operator', 'EXECUTE', '{http_request_actions,http_request_actor,http_request_begin,http_request_end}'),
    ('worker', 'EXECUTE', '{"pg_advisory_xact_lock_shared(int,int)"}'),
    ('worker', 'SELECT', '{edition_claim,edition_contributors,enriched_editions,provider_conflicts,withdrawn_source}'),
    ('worker', 'INSERT', '{edition_claim,edition_contributors,enriched_editions,enrichment_log,provider_conflicts}'),
    ('worker', 'UPDATE', '{edition_claim,edition_contributors,enriched_editions,provider_conflicts}'),
    ('worker', 'DELETE', '{edition_response,enrichment_log}'),
    ('worker', 'DELETE', '{edition_contributors,enriched_editions,provider_conflicts}'),
    ('worker', 'EXECUTE', '{"pg_advisory_xact_lock(int,int)"}'),
    ('worker', 'SELECT', '{isbn_open,enrichment_log,isbn_open_total}'), ('reader', 'SELECT', '{isbn_open,isbn_open_total}'),
    ('worker', 'SELECT', '{enriched_authors,enriched_works,work_alias,work_authors_enriched,work_decision}'),
    ('worker', 'INSERT', '{enriched_authors,enriched_works,work_alias,work_authors_enriched}'),
    ('worker', 'UPDATE', '{enriched_authors,enriched_works,work_alias,work_authors_enriched}'),
    ('worker', 'DELETE', '{enriched_authors,enriched_works,work_alias,work_authors_enriched}'),
    ('worker', 'EXECUTE', '{author_write,edition_lock,work_lock,work_lock_shares,work_note_large,work_write,work_write_aliases,work_write_people}'),
    ('worker', 'SELECT', '{work_book}'), ('worker', 'INSERT', '{work_book}'), ('worker', 'DELETE', '{work_book}'),
    ('worker', 'EXECUTE', '{work_block,work_keep_books,work_write_synthetic}'), ('reader', 'EXECUTE', '{work_block}'),
    ('operator', 'INSERT', '{work_decision}'), ('operator', 'UPDATE', '{work_decision}'), ('operator', 'EXECUTE', '{work_decide,work_rekey_books}'),
    ('operator', 'INSERT', '{withdrawn_source}'), ('operator', 'DELETE', '{withdrawn_source}'),
    ('reader', 'EXECUTE', '{reconcile_stuck}'), ('operator', 'EXECUTE', '{reconcile_repair}'),
    ('operator', 'EXECUTE', '{order_budget,order_take_back}'),
    ('operator', 'SELECT', '{dead_letter_group,operator_action}'),
    ('operator', 'INSERT', '{catalog_edition,catalog_notable,dead_letter,dead_letter_group}'),
    ('worker', 'SELECT', '{catalog_key}'), ('operator', 'UPDATE', '{catalog_key}'),
    ('worker', 'SELECT', '{openlibrary_work}'), ('operator', 'EXECUTE', '{openlibrary_follow}'),
    ('operator', 'SELECT', '{openlibrary_author,openlibrary_import,openlibrary_redirect,openlibrary_work}'),
    ('operator', 'INSERT', '{openlibrary_author,openlibrary_import,openlibrary_redirect,openlibrary_work}'),
    ('operator', 'UPDATE', '{openlibrary_author,openlibrary_import,openlibrary_redirect,openlibrary_work}'),
    ('operator', 'UPDATE', '{catalog_edition,catalog_notable,control,dead_letter_group}'),
    ('operator', 'EXECUTE', '{reread_store}'),
    ('operator', 'EXECUTE', '{compare_accept,compare_result,dead_letters_close,operation_of_months}')
), wanted AS (
    SELECT DISTINCT privilege, name
      FROM given, unnest(relations) AS name
     WHERE role = 'worker' AND $1 IN ('worker', 'operator') OR role = 'operator' AND $1 = 'operator'
        OR (privilege = 'SELECT' OR role = 'reader') AND $1 = 'reader' OR role = 'reader' AND $1 = 'operator'
), held AS (
    SELECT privilege, name, coalesce(CASE WHEN name LIKE '%(%' THEN has_function_privilege(to_regprocedure(name), privilege)
                                     WHEN privilege = 'EXECUTE' THEN has_function_privilege(to_regproc(name), privilege)
                                     ELSE has_table_privilege(to_regclass(name), privilege) END, false) AS has
      FROM wanted
), missing AS (
    SELECT privilege, privilege || ' ' || string_agg(name, ', ' ORDER BY name) AS what
      FROM held WHERE NOT has GROUP BY privilege
)
SELECT (SELECT what FROM missing WHERE privilege = 'SELECT') AS cannot_look,
       (SELECT string_agg(what, '; ' ORDER BY privilege) FROM missing WHERE privilege <> 'SELECT') AS cannot_work,
       EXISTS (SELECT FROM held WHERE privilege NOT IN ('SELECT', 'EXECUTE') AND has) AS may_write,
       current_user AS user_name
