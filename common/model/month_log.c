/* month_log.c: the fenced steps of a claimed month. The statements do the work; this translates. */
#include "model/month_log.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "sql.h"

static bool lost(const struct claim *claim, struct error *err)
{
    return error_set(err, ERROR_CLAIM_LOST, 0, "%s has another owner by now",
                     month_text(claim->month).text);
}

static const char *outcome_name(enum answer_outcome outcome)
{
    static const char *const names[] = {[ANSWER_ANSWERED] = "answered",
                                        [ANSWER_REFUSED] = "refused",
                                        [ANSWER_UNREADABLE] = "unreadable"};
    return names[outcome];
}

static enum month_stage stage_of(const char *text)
{
    static const char *const names[] = {"", "answered", "generated", "resolved"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], text) == 0)
            return (enum month_stage)i;
    return STAGE_NONE;
}

static bool explain_and_announce(struct database_pool *pool, const struct job *job,
                                 struct sql_param suspect_crashes, struct claimed *ret,
                                 struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN_WITHIN(pool, DATABASE_POOL_PATIENCE_MS, &sql_month_explain_and_announce, &rows,
                         err, sql_int(job->month.year), sql_int(job->month.month),
                         sql_text(job->id.text), suspect_crashes))
        return false;
    static const struct {
        const char *word;
        enum claim_result result;
    } words[] = {{"missing", CLAIM_MISSING}, {"stale", CLAIM_STALE}, {"suspect", CLAIM_SUSPECT},
                 {"early", CLAIM_EARLY},     {"ready", CLAIM_READY}, {"owned", CLAIM_OWNED}};
    *ret = (struct claimed){.result = CLAIM_STALE,
                            .paused = row_bool(rows, 0, MONTH_EXPLAIN_AND_ANNOUNCE_PAUSED)};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(words[i].word, row_text(rows, 0, MONTH_EXPLAIN_AND_ANNOUNCE_WHY)) == 0)
            ret->result = words[i].result;
    return true;
}

bool month_log_claim(struct database_pool *pool, const struct job *job,
                     const struct claimant *claimant, struct claimed *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN_WITHIN(pool, DATABASE_POOL_PATIENCE_MS, &sql_month_claim, &rows, err,
                         sql_int(job->month.year), sql_int(job->month.month),
                         sql_text(job->id.text), sql_text(claimant->token.text),
                         sql_int(claimant->process_id), sql_text(claimant->worker),
                         sql_bool(claimant->alone), sql_int(CRASHES_OF_A_SUSPECT)))
        return false;
    if (rows_count(rows) == 0)
        return explain_and_announce(pool, job, sql_int(CRASHES_OF_A_SUSPECT), ret, err);
    struct claim claim = {
        .month = job->month,
        .job_id = job->id,
        .token = claimant->token,
        .generation = (int)row_int(rows, 0, MONTH_CLAIM_GENERATION),
        .batch_size = (int)row_int(rows, 0, MONTH_CLAIM_BATCH_SIZE),
        .crash_count = (int)row_int(rows, 0, MONTH_CLAIM_CRASH_COUNT),
        .retry_count = (int)row_int(rows, 0, MONTH_CLAIM_RETRY_COUNT),
        .stage = stage_of(row_text(rows, 0, MONTH_CLAIM_STAGE)),
        .order_id = row_int(rows, 0, MONTH_CLAIM_ORDER_ID),
    };
    (void)snprintf(claim.order_name, sizeof(claim.order_name), "order %lld",
                   (long long)claim.order_id);
    const char *variant = row_text(rows, 0, MONTH_CLAIM_PROMPT_VARIANT);
    text_copy(claim.prompt_variant, sizeof(claim.prompt_variant), variant ? variant : "");
    *ret = (struct claimed){.result = CLAIM_TAKEN, .claim = claim};
    return true;
}

bool month_log_probe(struct database_pool *pool, struct error *err)
{
    static const char none[] = "00000000-0000-0000-0000-000000000000";
    return POOL_RUN(pool, &sql_month_claim, NULL, err, sql_int(0), sql_int(0), sql_text(none),
                    sql_text(none), sql_int(0), sql_text(""), sql_bool(false), sql_int(0));
}

bool month_log_lost(struct database_pool *pool, const struct job *job, struct error *err)
{
    struct claimed ignored = {.result = CLAIM_STALE};
    return explain_and_announce(pool, job, sql_null(), &ignored, err);
}

bool month_log_announce_later(struct database_pool *pool, const struct job *job, int64_t rest_ms,
                              struct error *err)
{
    return POOL_RUN_WITHIN(pool, DATABASE_POOL_PATIENCE_MS, &sql_month_announce_later, NULL, err,
                           sql_int(job->month.year), sql_int(job->month.month),
                           sql_text(job->id.text), sql_int(rest_ms));
}

/* The three parameters that every fenced statement begins with. */
#define FENCE(claim)                                                                               \
    sql_int((claim)->month.year), sql_int((claim)->month.month), sql_text((claim)->token.text)

bool month_log_store_answer(struct database_pool *pool, const struct claim *claim,
                            const struct raw_answer *answer, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN(pool, &sql_month_store_answer, &rows, err, FENCE(claim),
                  sql_text(answer->provider), sql_text(outcome_name(answer->outcome)),
                  sql_text(answer->model), sql_text(answer->prompt_name),
                  sql_text(answer->prompt_hash), sql_bytes(answer->body, answer->body_bytes)))
        return false;
    return rows_count(rows) == 1 || lost(claim, err);
}

bool month_log_answers(struct database_pool *pool, const struct claim *claim, struct rows **ret,
                       struct error *err)
{
    return POOL_RUN(pool, &sql_month_answers, ret, err, sql_int(claim->month.year),
                    sql_int(claim->month.month), sql_int(claim->generation));
}

/* Resolutions, one array a column. */
struct resolution_arrays {
    struct sql_array position, status, isbn13, confidence, evidence, matched;
};

static void resolution_arrays_done(struct resolution_arrays *arrays)
{
    sql_array_done(&arrays->position);
    sql_array_done(&arrays->status);
    sql_array_done(&arrays->isbn13);
    sql_array_done(&arrays->confidence);
    sql_array_done(&arrays->evidence);
    sql_array_done(&arrays->matched);
}
CLEANUP_STRUCT(struct resolution_arrays, resolution_arrays_done)

static void fill_arrays(const struct resolution *resolutions, size_t count,
                        struct resolution_arrays *ret)
{
    for (size_t i = 0; i < count; i++) {
        const struct resolution *r = &resolutions[i];
        sql_array_add_int(&ret->position, r->position);
        sql_array_add(&ret->status, r->isbn13 ? "resolved" : "not_found");
        sql_array_add(&ret->isbn13, r->isbn13);
        sql_array_add(&ret->confidence, r->confidence);
        sql_array_add(&ret->evidence, r->evidence);
        sql_array_add(&ret->matched, r->matched_title);
    }
}

bool month_log_store_resolutions(struct database_pool *pool, const struct claim *claim,
                                 const struct resolutions *resolutions, struct error *err)
{
    CLEANUP(resolution_arrays_done) struct resolution_arrays r = {0};
    fill_arrays(resolutions->items, resolutions->count, &r);
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN(pool, &sql_month_store_resolutions, &rows, err, FENCE(claim),
                  sql_text(resolutions->resolver), sql_text(resolutions->last ? "resolved" : NULL),
                  sql_text(sql_array_text(&r.position)), sql_text(sql_array_text(&r.status)),
                  sql_text(sql_array_text(&r.isbn13)), sql_text(sql_array_text(&r.confidence)),
                  sql_text(sql_array_text(&r.evidence)), sql_text(sql_array_text(&r.matched))))
        return false;
    return rows_count(rows) == 1 || lost(claim, err);
}

bool month_log_complete(struct database_pool *pool, const struct claim *claim,
                        const struct month_outcome *outcome, struct completion *ret,
                        struct error *err)
{
    const struct error *trouble = outcome->trouble;
    bool troubled = trouble->class != ERROR_NONE;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN(pool, &sql_month_complete, &rows, err, FENCE(claim), sql_text(outcome->calls),
                  sql_text(troubled ? error_class_name(trouble->class) : NULL),
                  sql_text(troubled ? trouble->message : NULL)))
        return false;
    if (rows_count(rows) != 1)
        return lost(claim, err);
    *ret = (struct completion){
        .generated = row_int(rows, 0, MONTH_COMPLETE_BOOKS_GENERATED),
        .resolved = row_int(rows, 0, MONTH_COMPLETE_ISBNS_RESOLVED),
        .queued = row_int(rows, 0, MONTH_COMPLETE_ISBNS_QUEUED),
        .duration_ms = row_int(rows, 0, MONTH_COMPLETE_DURATION_MS),
    };
    return true;
}

bool month_log_give_up(struct database_pool *pool, const struct claim *claim,
                       const struct ended_attempt *attempt, struct given_up *ret, struct error *err)
{
    const struct retry_plan *plan = attempt->plan;
    const struct error *why = attempt->why;
    static const char *const words[] = {"release", "defer", "retry", "fail"};
    CLEANUP(sql_array_done) struct sql_array delays = {0};
    for (size_t i = 0; i < plan->delay_count; i++)
        sql_array_add_int(&delays, plan->delays_ms[i]);
    CLEANUP(sql_array_done) struct sql_array walls = {0};
    CLEANUP(sql_array_done) struct sql_array opens_in_ms = {0};
    for (size_t i = 0; i < attempt->wall_count; i++) {
        sql_array_add(&walls, attempt->walls[i].provider);
        sql_array_add_int(&opens_in_ms, attempt->walls[i].opens_at_ms - clock_monotonic_ms());
    }
    struct uuid letter = uuid_new();
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN(pool, &sql_month_give_up, &rows, err, FENCE(claim),
                  sql_text(words[attempt->action]), sql_text(error_class_name(why->class)),
                  sql_text(why->message), sql_text(attempt->calls), sql_int(plan->retry_max),
                  sql_int_or_null(why->retry_after_ms, attempt->wall_count == 0),
                  sql_text(sql_array_text(&delays)), sql_text(letter.text),
                  sql_text(sql_array_text(&walls)), sql_text(sql_array_text(&opens_in_ms))))
        return false;
    if (rows_count(rows) != 1)
        return lost(claim, err);
    text_copy(ret->status, sizeof(ret->status), row_text(rows, 0, MONTH_GIVE_UP_STATUS));
    ret->retry_count = (int)row_int(rows, 0, MONTH_GIVE_UP_RETRY_COUNT);
    ret->retry_in_ms = row_int(rows, 0, MONTH_GIVE_UP_RETRY_IN_MS);
    return true;
}

bool month_log_answer_read(struct database_pool *pool, const struct claim *claim,
                           const struct raw_answer *answer, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN(pool, &sql_month_answer_read, &rows, err, FENCE(claim),
                  sql_text(answer->provider), sql_text(outcome_name(answer->outcome)),
                  sql_text(answer->model), sql_text(answer->refusal)))
        return false;
    return rows_count(rows) == 1 || lost(claim, err);
}

bool month_log_store_lookups(struct database_pool *pool, const struct claim *claim,
                             const struct lookup_answers *answers, struct error *err)
{
    CLEANUP(resolution_arrays_done) struct resolution_arrays r = {0};
    fill_arrays(answers->items, answers->count, &r);
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN(pool, &sql_month_store_lookups, &rows, err, FENCE(claim),
                  sql_text(answers->resolver), sql_int(answers->remember_ms),
                  sql_text(sql_array_text(&r.position)), sql_text(sql_array_text(&r.isbn13)),
                  sql_text(sql_array_text(&r.confidence)), sql_text(sql_array_text(&r.evidence)),
                  sql_text(sql_array_text(&r.matched)),
                  sql_text(sql_array_text(answers->book_keys)), sql_int(answers->remember_found_ms),
                  sql_text(sql_array_text(&answers->claims->isbns)),
                  sql_text(sql_array_text(&answers->claims->fields)),
                  sql_text(sql_array_text(&answers->claims->values))))
        return false;
    return rows_count(rows) == 1 || lost(claim, err);
}

bool month_log_remembered(struct database_pool *pool, const char *resolver, struct sql_array *keys,
                          struct rows **ret, struct error *err)
{
    return POOL_RUN(pool, &sql_lookups_remembered, ret, err, sql_text(resolver),
                    sql_text(sql_array_text(keys)));
}

bool month_log_alike(struct database_pool *pool, const struct claim *claim,
                     const struct alike_arrays *ended, struct rows **ret, struct error *err)
{
    return POOL_RUN(pool, &sql_provider_alike, ret, err, sql_int(claim->month.year),
                    sql_int(claim->month.month), sql_text(sql_array_text(ended->providers)),
                    sql_text(sql_array_text(ended->failures)));
}
