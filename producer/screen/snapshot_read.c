/* snapshot_read.c: the statements run in one transaction that only reads, so that the grid, the
 * totals and the sentences of a picture agree. */
#include "screen/snapshot_read.h"

#include <string.h>

#include "core/mem.h"
#include "model/alarm_limits.h"
#include "screen/month_detail.h"
#include "shared/output.h"
#include "shared/quota.h"
#include "shared/why.h"
#include "sql.h"

#define ALIVE_MS 10000 /* a process writes its heartbeat every second */
#define STUCK_MS 3600000
#define EVENTS_MAX 20
#define CLOSED "closed"
#define TIME_BYTES 19 /* "2026-11-29 14:20:05" */

/* ---- texts ---- */

static void copy(char *to, size_t capacity, const char *from)
{
    text_copy_printable(to, capacity, from ? from : "", from ? strlen(from) : 0);
}

static char *printable(const char *from)
{
    CLEANUP(text_done) struct text text = {0};
    if (from)
        text_add_printable(&text, from, strlen(from), SIZE_MAX);
    return mem_text(text_of(&text));
}

/* ---- status_frame.sql ---- */

static void take_month(struct snapshot *snapshot, const struct rows *rows, size_t row)
{
    struct month month = {0};
    const char *name = row_text(rows, row, STATUS_FRAME_NAME);
    const char *state = row_text(rows, row, STATUS_FRAME_STATE);
    if (name && state && month_parse(name, &month))
        snapshot_set(snapshot, month, look_of_state(state));
}

static void take_item(struct snapshot *snapshot, enum panel panel, const struct rows *rows,
                      size_t row)
{
    struct item *item = snapshot_add(snapshot, panel);
    copy(item->name, sizeof(item->name), row_text(rows, row, STATUS_FRAME_NAME));
    copy(item->state, sizeof(item->state), row_text(rows, row, STATUS_FRAME_STATE));
    copy(item->since, sizeof(item->since), row_text(rows, row, STATUS_FRAME_SINCE));
    copy(item->until, sizeof(item->until), row_text(rows, row, STATUS_FRAME_UNTIL));
    item->number = row_int(rows, row, STATUS_FRAME_NUMBER);
    item->total = row_int(rows, row, STATUS_FRAME_TOTAL);
    item->words = printable(row_text(rows, row, STATUS_FRAME_WORDS));
}

/* The months come first and the pace last, so that the forecast knows all. */
static void take_frame(struct snapshot *snapshot, const struct rows *rows)
{
    static const char *const panels[PANELS] = {
        [PANEL_PROVIDERS] = "provider", [PANEL_CONSUMERS] = "consumer", [PANEL_ORDERS] = "order",
        [PANEL_ISBNS] = "isbns",        [PANEL_EVENTS] = "event",       [PANEL_LETTERS] = "letters",
    };
    int64_t last_wait_ms = 0;
    for (size_t row = 0; row < rows_count(rows); row++) {
        const char *panel = row_text(rows, row, STATUS_FRAME_PANEL);
        const int64_t value = row_int(rows, row, STATUS_FRAME_NUMBER);
        if (text_equal(panel, "month"))
            take_month(snapshot, rows, row);
        if (text_equal(panel, "wait"))
            last_wait_ms = value;
        if (text_equal(panel, "pace"))
            snapshot_forecast(snapshot, value, row_int(rows, row, STATUS_FRAME_TOTAL),
                              last_wait_ms);
        for (enum panel i = 0; i < PANELS; i++)
            if (text_equal(panel, panels[i]))
                take_item(snapshot, i, rows, row);
    }
}

/* ---- quota.sql ---- */

/* "2026-11-29 14:20:05", with or without " UTC", as "2026-11-29T14:20:05Z" */
static void copy_time(char to[static 21], const char *time)
{
    if (!time || strlen(time) < TIME_BYTES)
        return;
    memcpy(to, time, TIME_BYTES);
    to[10] = 'T';
    to[TIME_BYTES] = 'Z';
    to[TIME_BYTES + 1] = '\0';
}

/* A provider that the database closed says more of it already than its budget does. */
static void take_provider(struct snapshot *snapshot, const struct rows *rows, size_t row)
{
    const char *name = row_text(rows, row, QUOTA_PROVIDER);
    const bool closed = text_equal(row_text(rows, row, QUOTA_STATE), CLOSED);
    struct item *item = snapshot_provider(snapshot, name);
    if (!item) {
        item = snapshot_add(snapshot, PANEL_PROVIDERS);
        copy(item->name, sizeof(item->name), name);
        copy(item->state, sizeof(item->state), "open");
        item->words = mem_text("");
    }
    item->used = row_int(rows, row, QUOTA_USED);
    item->limit = row_int(rows, row, QUOTA_DAILY_LIMIT);
    if (!closed || strcmp(item->state, CLOSED) == 0)
        return;
    CLEANUP(text_done) struct text words = {0};
    text_add_format(&words, "%s: %s", row_text(rows, row, QUOTA_CLOSED_CLASS),
                    row_text(rows, row, QUOTA_CLOSED_WHY));
    copy(item->state, sizeof(item->state), CLOSED);
    copy_time(item->until, row_text(rows, row, QUOTA_CLOSED_UNTIL));
    mem_free(item->words);
    item->words = printable(text_of(&words));
}

/* ---- status.sql ---- */

static void add_stage(struct text *out, const struct rows *totals, int column, const char *stage)
{
    text_add_format(out, ", %lld %s", (long long)row_int(totals, 0, column), stage);
}

/* What there is none of in a sound run is named only where there is some. */
static void add_open_isbns(struct text *out, const struct rows *totals)
{
    if (row_int(totals, 0, STATUS_ISBNS_NOT_FOUND) > 0)
        add_stage(out, totals, STATUS_ISBNS_NOT_FOUND, "not found");
    if (row_int(totals, 0, STATUS_ISBNS_FAILED) > 0)
        add_stage(out, totals, STATUS_ISBNS_FAILED, "failed");
    const int64_t waiting = row_int(totals, 0, STATUS_ISBNS_WAITING);
    if (waiting == 0)
        return;
    text_add_format(out, ", %lld wait%s (", (long long)waiting, waiting == 1 ? "s" : "");
    output_add_counts(out, row_text(totals, 0, STATUS_ISBNS_WAITING_BECAUSE));
    text_add(out, ")");
}

/* The stages that ISBNs pass, from the books to their editions. */
static void take_isbns(struct snapshot *snapshot, const struct rows *totals)
{
    CLEANUP(text_done) struct text words = {0};
    if (row_int(totals, 0, STATUS_ISBNS_QUEUED) == 0)
        return;
    struct item *item = snapshot_add(snapshot, PANEL_ISBNS);
    text_add_format(&words, "%s generated",
                    output_count(row_int(totals, 0, STATUS_BOOKS_GENERATED), "book", "books"));
    add_stage(&words, totals, STATUS_ISBNS_RESOLVED, "resolved");
    add_stage(&words, totals, STATUS_ISBNS_QUEUED, "queued");
    add_stage(&words, totals, STATUS_ISBNS_PUBLISHED, "published");
    add_stage(&words, totals, STATUS_ISBNS_ENRICHED, "enriched");
    add_open_isbns(&words, totals);
    item->words = printable(text_of(&words));
    item->number = row_int(totals, 0, STATUS_ISBNS_WAITING);
    copy(item->name, sizeof(item->name), row_text(totals, 0, STATUS_ISBN_OLDEST));
    copy_time(item->since, row_text(totals, 0, STATUS_ISBN_OLDEST_SINCE));
}

/* ---- sentences ---- */

/* What a person must act on, all of it; else the first sentence, which says what goes on. */
static char *sentences(const struct rows *why)
{
    CLEANUP(text_done) struct text text = {0};
    for (size_t row = 0; row < rows_count(why); row++) {
        if (row > 0 && !row_bool(why, row, WHY_ACTS))
            continue;
        text_add(&text, row > 0 ? "\n" : "");
        why_text(&text, why, row);
    }
    return mem_text(text_of(&text));
}

/* "CRITICAL: …, since …" a line each: the word stands beside the colour. */
static char *alarms(const struct rows *rows)
{
    CLEANUP(text_done) struct text text = {0};
    for (size_t row = 0; row < rows_count(rows); row++) {
        const bool critical = text_equal(row_text(rows, row, STATUS_ALARMS_SEVERITY), "critical");
        const char *summary = row_text(rows, row, STATUS_ALARMS_SUMMARY);
        text_add_format(&text, "%s%s: ", row > 0 ? "\n" : "", critical ? "CRITICAL" : "WARNING");
        text_add_printable(&text, summary ? summary : "", summary ? strlen(summary) : 0, SIZE_MAX);
    }
    return mem_text(text_of(&text));
}

static bool read_alarms(struct context *context, const struct depths *depths, struct rows **ret,
                        struct error *err)
{
    CLEANUP(text_done) struct text limits = {0};
    const struct alarm_depths known = {
        .queue = depths && depths->known && depths->of[0].exists ? depths->of[0].ready : -1,
        .letters = depths ? depths_letters(depths) : -1,
    };
    alarm_limits(context->config, &known, &limits);
    return DATABASE_RUN(context->db, &sql_status_alarms, ret, err, sql_text(text_of(&limits)));
}

/* ---- all ---- */

static bool read_all(struct context *context, const struct snapshot_question *question,
                     const struct rows *quota, struct snapshot *ret, struct error *err)
{
    const struct why_question asked = {NULL, question->depths, quota};
    const int64_t after_days = context->config->schedule_after_days;
    if (!DATABASE_RUN(context->db, &sql_status, &ret->totals, err, sql_int(ALIVE_MS),
                      sql_int(STUCK_MS), sql_int(after_days)) ||
        !DATABASE_RUN(context->db, &sql_status_frame, &ret->frame, err, sql_int(after_days),
                      sql_int(ALIVE_MS), sql_int(STUCK_MS), sql_int(EVENTS_MAX)) ||
        !why_ask(context, &asked, &ret->whys, err) ||
        (!question->no_alarms && !read_alarms(context, question->depths, &ret->alarm_rows, err)))
        return false;
    take_frame(ret, ret->frame);
    for (size_t row = 0; row < rows_count(quota); row++)
        take_provider(ret, quota, row);
    take_isbns(ret, ret->totals);
    copy(ret->rate, sizeof(ret->rate), row_text(ret->totals, 0, STATUS_RESOLUTION_RATE));
    ret->paused = row_bool(ret->totals, 0, STATUS_PAUSED);
    ret->why = sentences(ret->whys);
    ret->alarms = alarms(ret->alarm_rows);
    return true;
}

static bool read_lists(struct context *context, struct snapshot *ret, struct error *err)
{
    return DATABASE_RUN(context->db, &sql_status_months, &ret->waiting, err, sql_int(STUCK_MS)) &&
           DATABASE_RUN0(context->db, &sql_status_walls, &ret->walls, err);
}

/* The limits are those of the configuration: where it does not fit, all but them is shown. */
static void read_quota(struct context *context, struct rows **ret)
{
    struct error unknown = {0};
    IGNORE_RESULT(quota_read(context, &(const struct quota_need){.books = 1}, ret, &unknown));
}

bool snapshot_read(struct context *context, const struct snapshot_question *question,
                   struct snapshot *ret, struct error *err)
{
    CLEANUP(snapshot_done) struct snapshot read = {.first_year = 0};
    CLEANUP(rows_free) struct rows *quota = NULL;
    read_quota(context, &quota); /* before, because its failure would end the transaction */
    if (!database_begin_snapshot(context->db, err))
        return false;
    if (!read_all(context, question, quota, &read, err) ||
        (question->lists && !read_lists(context, &read, err)) ||
        (question->opened && !month_detail_read(context, *question->opened, &read.detail, err))) {
        database_rollback(context->db);
        return false;
    }
    if (!database_commit(context->db, err))
        return false;
    *ret = read;
    read = (struct snapshot){.first_year = 0};
    return true;
}
