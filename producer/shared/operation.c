/* operation.c: carries an operation on as a janitor does it, step by step, each one transaction. */
#include "shared/operation.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "model/dead_letter.h"
#include "shared/progress.h"
#include "shared/relay_drain.h"
#include "sql.h"

#define ITEMS_A_STEP 100
#define REST_MS 200
#define PUBLISH_MS 1000
#define COLLECT_MS 1000
#define GRACE_MS 4000 /* what has ended in time is judged a moment later */

const struct column operation_columns[OPERATION_COLUMNS] = {
    [OPERATION_SHOW_ID] = {"id", "operation", COLUMN_NUMBER},
    [OPERATION_SHOW_KIND] = {"kind", "kind", COLUMN_TEXT},
    [OPERATION_SHOW_STATE] = {"state", "state", COLUMN_TEXT},
    [OPERATION_SHOW_OUTCOME] = {"outcome", "outcome", COLUMN_TEXT},
    [OPERATION_SHOW_CREATED_AT] = {"created_at", "begun", COLUMN_TEXT},
    [OPERATION_SHOW_ACTOR] = {"actor", "by", COLUMN_TEXT},
    [OPERATION_SHOW_WHY] = {"why", "why", COLUMN_TEXT},
    [OPERATION_SHOW_REQUEST] = {"request", NULL, COLUMN_JSON},
    [OPERATION_SHOW_ITEMS] = {"items", "items", COLUMN_NUMBER},
    [OPERATION_SHOW_WAITING] = {"waiting", "waiting", COLUMN_NUMBER},
    [OPERATION_SHOW_DONE] = {"done", "done", COLUMN_NUMBER},
    [OPERATION_SHOW_SKIPPED] = {"skipped", "left alone", COLUMN_NUMBER},
    [OPERATION_SHOW_CANCELLED] = {"cancelled", NULL, COLUMN_NUMBER},
    [OPERATION_SHOW_COMPLETED] = {"completed", NULL, COLUMN_NUMBER},
    [OPERATION_SHOW_DIED_SAME] = {"died_same", NULL, COLUMN_NUMBER},
    [OPERATION_SHOW_DIED_OTHERWISE] = {"died_otherwise", NULL, COLUMN_NUMBER},
    [OPERATION_SHOW_REPLACED] = {"replaced", NULL, COLUMN_NUMBER},
    [OPERATION_SHOW_UNKNOWN] = {"unknown", NULL, COLUMN_NUMBER},
    [OPERATION_SHOW_OPEN] = {"open", NULL, COLUMN_NUMBER},
    [OPERATION_SHOW_STEP] = {"step", NULL, COLUMN_NUMBER},
    [OPERATION_SHOW_RAMP] = {"ramp", NULL, COLUMN_TEXT},
    [OPERATION_SHOW_RATE_PER_MINUTE] = {"rate_per_minute", NULL, COLUMN_NUMBER},
    [OPERATION_SHOW_ENDED_AT] = {"ended_at", "ended", COLUMN_TEXT},
    [OPERATION_SHOW_BECAUSE] = {"because", "because", COLUMN_TEXT},
};

bool operation_read(struct context *context, int64_t id, struct rows **ret, struct error *err)
{
    return DATABASE_RUN(context->db, &sql_operation_show, ret, err, sql_int(id), sql_null(),
                        sql_null(), sql_null(), sql_int(1));
}

/* ---- in words ---- */

/* How what a replay has sent has ended. */
static const struct {
    int column;
    const char *words;
} endings[] = {
    {OPERATION_SHOW_COMPLETED, "completed"},
    {OPERATION_SHOW_DIED_SAME, "died of the same again"},
    {OPERATION_SHOW_DIED_OTHERWISE, "died of something else"},
    {OPERATION_SHOW_REPLACED, "replaced by another job"},
    {OPERATION_SHOW_UNKNOWN, "not come back"},
    {OPERATION_SHOW_OPEN, "not ended yet"},
};

static const char *done_word(const char *kind)
{
    return strcmp(kind, "replay") == 0    ? "sent"
           : strcmp(kind, "discard") == 0 ? "discarded"
           : strcmp(kind, "restore") == 0 ? "restored"
                                          : "done";
}

static void add_count(struct text *ret, int64_t count, const char *before, const char *words)
{
    if (count > 0)
        text_add_format(ret, "%s%lld %s", before, (long long)count, words);
}

void operation_say(const struct rows *rows, size_t row, struct text *ret)
{
    const char *kind = row_text(rows, row, OPERATION_SHOW_KIND);
    text_add_format(ret, "%lld of %lld %s", (long long)row_int(rows, row, OPERATION_SHOW_DONE),
                    (long long)row_int(rows, row, OPERATION_SHOW_ITEMS), done_word(kind));
    bool first = true;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        const int64_t count = row_int(rows, row, endings[i].column);
        add_count(ret, count, first ? " (" : ", ", endings[i].words);
        first = first && count == 0;
    }
    if (!first)
        text_add(ret, ")");
    add_count(ret, row_int(rows, row, OPERATION_SHOW_SKIPPED), ", ", "left alone");
    add_count(ret, row_int(rows, row, OPERATION_SHOW_WAITING), ", ", "waiting");
    add_count(ret, row_int(rows, row, OPERATION_SHOW_CANCELLED), ", ", "cancelled");
}

/* ---- carrying it on ---- */

struct follower {
    struct context *context;
    int64_t id, until_ms;
    int64_t published_ms, collected_ms; /* monotonic */
    bool unpublished;
    struct progress progress;
};

/* What is not published here is published by any running consumer. */
static void publish(struct follower *follower, bool now)
{
    struct relayed relayed = {0};
    struct error ignored = {0};
    if (!follower->unpublished ||
        (!now && clock_monotonic_ms() - follower->published_ms < PUBLISH_MS))
        return;
    (void)relay_drain(follower->context, PROGRAM " operation", "done", &relayed, &ignored);
    follower->published_ms = clock_monotonic_ms();
    follower->unpublished = false;
}

/* A letter without a month is judged by whether it comes back. One that cannot be collected now is
 * collected later, by whoever collects next. */
static void collect(struct follower *follower)
{
    struct dead_letters_collected collected = {0};
    struct error ignored = {0};
    if (clock_monotonic_ms() - follower->collected_ms < COLLECT_MS)
        return;
    if (dead_letter_collect(follower->context->config, follower->context->db,
                            context_collect_ms(follower->context), &collected, &ignored) &&
        (collected.more ||
         DATABASE_RUN0(follower->context->db, &sql_dead_letter_close, NULL, &ignored)))
        follower->unpublished = follower->unpublished || collected.announced > 0;
    follower->collected_ms = clock_monotonic_ms();
}

static bool is_over(const struct follower *follower, const struct rows *operation)
{
    if (strcmp(row_text(operation, 0, OPERATION_SHOW_STATE), "running") != 0)
        return true;
    return row_int(operation, 0, OPERATION_SHOW_WAITING) == 0 &&
           (row_int(operation, 0, OPERATION_SHOW_OPEN) == 0 ||
            clock_monotonic_ms() >= follower->until_ms);
}

static bool take_step(struct follower *follower, bool *ret_moved, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(follower->context->db, &sql_operation_advance, &rows, err,
                      sql_int(follower->id), sql_int(ITEMS_A_STEP),
                      sql_text(follower->context->config->broker_enrichment_dlq)))
        return false;
    const int64_t sent = rows_count(rows) > 0 ? row_int(rows, 0, OPERATION_ADVANCE_SENT) : 0;
    follower->unpublished = follower->unpublished || sent > 0;
    *ret_moved = sent > 0;
    return true;
}

static bool look(struct follower *follower, struct rows **ret, struct error *err)
{
    CLEANUP(text_done) struct text said = {0};
    if (!operation_read(follower->context, follower->id, ret, err))
        return false;
    operation_say(*ret, 0, &said);
    const int64_t items = row_int(*ret, 0, OPERATION_SHOW_ITEMS);
    if (items > 1)
        progress_show(&follower->progress, items - row_int(*ret, 0, OPERATION_SHOW_WAITING), items,
                      text_of(&said));
    return true;
}

static bool follow(struct follower *follower, struct rows **ret, struct error *err)
{
    int64_t waiting = -1;
    for (;;) {
        CLEANUP(rows_free) struct rows *operation = NULL;
        bool moved = false;
        if (!take_step(follower, &moved, err) || !look(follower, &operation, err))
            return false;
        publish(follower, /* now= */ !moved);
        if (is_over(follower, operation)) {
            *ret = TAKE_PTR(operation);
            return true;
        }
        if (row_int(operation, 0, OPERATION_SHOW_OPEN) > 0)
            collect(follower);
        const int64_t left = row_int(operation, 0, OPERATION_SHOW_WAITING);
        if (left == waiting)
            clock_sleep_ms(REST_MS);
        waiting = left;
    }
}

bool operation_follow(struct context *context, int64_t id, int64_t wait_ms, struct rows **ret,
                      struct error *err)
{
    struct follower follower = {
        .context = context,
        .id = id,
        .until_ms = clock_monotonic_ms() + wait_ms + (wait_ms > 0 ? GRACE_MS : 0),
        .collected_ms = clock_monotonic_ms(),
    };
    progress_start(&follower.progress, "letters", 0);
    const bool good = follow(&follower, ret, err);
    progress_end(&follower.progress, /* keep= */ false);
    return good || error_wrap(err, "operation %lld goes on by itself", (long long)id);
}

bool operation_step(struct context *context, int64_t id, struct rows **ret, struct error *err)
{
    struct follower follower = {.context = context, .id = id};
    bool moved = false;
    return take_step(&follower, &moved, err) && operation_read(context, id, ret, err);
}
