/* database_planted.c: planted bugs in statements: other words in their text, or another statement
 * of its own before or after. Part of test builds only. */
#include <stdio.h>
#include <string.h>

#include "core/mem.h"
#include "io/database/database_private.h"
#include "io/planted.h"

/* In which statement (NULL: in every one that has the words), which words, what in their place. */
static const struct edit {
    const char *bug, *statement, *from, *to;
} edits[] = {
    {"fencing_off", NULL, "AND claim_token = $3", "AND $3::uuid IS NOT NULL"},
    {"fence_by_status", NULL, "AND claim_token = $3",
     "AND $3::uuid IS NOT NULL AND status = 'processing'"},
    {"claim_unchecked", "month_claim", "(status = 'queued'", "(status IN ('queued', 'processing')"},
    {"now_for_clock", "month_claim", "started_at = clock_timestamp()", "started_at = now()"},
    {"now_for_clock", "month_claim", "generation, prompt_variant)\n    SELECT",
     "generation, prompt_variant, started_at)\n    SELECT"},
    {"now_for_clock", "month_claim", "prompt_variant FROM claimed\n    ON",
     "prompt_variant, now() FROM claimed\n    ON"},
    {"outbox_outside", "month_complete", "FROM handed h, fence f",
     "FROM handed h JOIN fence f ON false"},
    {"isbn_forgotten", "month_complete",
     "SELECT DISTINCT isbn13 FROM book WHERE isbn13 IS NOT NULL",
     "SELECT DISTINCT isbn13 FROM book WHERE isbn13 <> (SELECT max(isbn13) FROM book)"},
    {"candidates_counted", "month_complete", "(SELECT count(isbn13) FROM book) AS resolved",
     "(SELECT count(*) FROM book) AS resolved"},
    {"letter_missing", "month_give_up", "WHERE s.status = 'failed'", "WHERE false"},
    {"letter_before_commit", "month_give_up", "WHERE s.status = 'failed'", "WHERE false"},
    {"isbn_dropped", "month_complete", "json_agg(h.isbn13 ORDER BY h.isbn13)",
     "to_json((array_agg(h.isbn13 ORDER BY h.isbn13))[1:99])"},
    {"dedup_off", "month_complete",
     "WHERE NOT EXISTS (SELECT FROM enrichment e WHERE e.isbn13 = i.isbn13)", ""},
    {"dedup_off", "month_complete", "ON CONFLICT (isbn13) DO NOTHING",
     "ON CONFLICT (isbn13) DO UPDATE SET message_id = excluded.message_id"},
    {"quota_unlocked", "script", "WHERE provider = p_provider FOR NO KEY UPDATE;",
     "WHERE provider = p_provider;"},
    {"quota_unlocked", "script",
     "granted := least(granted, greatest(0, (p_daily - spent) / p_units));",
     "granted := least(granted, greatest(0, (p_daily - spent) / p_units)); PERFORM "
     "pg_sleep(0.5); moment := clock_timestamp(); slot := greatest(moment, state.next_slot_at);"
     " moment_ms := extract(epoch FROM moment) * 1000;"}, /* long enough for the other to read */
};

/* A statement of its own, right before or after. */
static const struct extra {
    const char *bug, *statement, *when, *literal;
} extras[] = {
    {"outbox_outside", "month_complete", "after",
     "INSERT INTO outbox (destination, type, message_id, correlation_id, body, year, month, job_id)"
     " SELECT 'enrichment', 'backfill.enrichment.v1', message_id, job_id,"
     "        convert_to(json_build_object('isbns', json_agg(isbn13), 'job_id', job_id)::text, "
     "'UTF8'),"
     "        year, month, job_id"
     "   FROM enrichment e"
     "  WHERE published_at IS NULL"
     "    AND NOT EXISTS (SELECT FROM outbox o WHERE o.message_id = e.message_id::text)"
     "  GROUP BY message_id, job_id, year, month"},
    {"letter_before_commit", "month_give_up", "before",
     "INSERT INTO outbox (destination, type, message_id, body, year, month, job_id, headers)"
     " SELECT 'backfill_dead', 'backfill.month.v1', job_id, backfill_message(l), year, month, "
     "job_id,"
     "        jsonb_build_object('backfill-letter-id', gen_random_uuid(),"
     "                           'backfill-reason', 'month_failed')"
     "   FROM backfill_log l WHERE status = 'processing'"},
};

static void change(struct text *ret, const char *text, const struct edit *edit)
{
    const char *at = strstr(text, edit->from);
    text_add_bytes(ret, text, (size_t)(at - text));
    text_add(ret, edit->to);
    text_add(ret, at + strlen(edit->from));
}

char *database_planted(const char *name, const char *text)
{
    char *changed = NULL;
    for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
        const struct edit *edit = &edits[i];
        const char *from = changed ? changed : text;
        if (!planted(edit->bug) || (edit->statement && strcmp(edit->statement, name) != 0) ||
            !strstr(from, edit->from))
            continue;
        struct text next = {0};
        change(&next, from, edit);
        mem_free(changed);
        changed = mem_text(text_of(&next));
        text_done(&next);
    }
    return changed;
}

bool database_planted_extra(struct database *db, const char *name, const char *when,
                            struct error *err)
{
    for (size_t i = 0; i < ARRAY_LEN(extras); i++)
        if (planted(extras[i].bug) && strcmp(extras[i].statement, name) == 0 &&
            strcmp(extras[i].when, when) == 0 && !database_simple(db, extras[i].literal, err))
            return false;
    return true;
}
