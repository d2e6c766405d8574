/* why.c: gives why.sql what only this program knows (which providers are closed by their
 * configured budget, whether the broker answers), and makes sentences of its rows. */
#include "shared/why.h"

#include <string.h>

#include "core/json_write.h"
#include "shared/quota.h"
#include "shared/range.h"
#include "sql.h"

#define ALIVE_MS 10000 /* a process writes its heartbeat every second */
#define STUCK_MS 3600000
#define CLOSED "closed"

/* Arrays of why.sql; the same place of each belongs to one provider that is closed. */
struct closed {
    struct sql_array names, classes, whys, until;
};
static void closed_done(struct closed *closed)
{
    sql_array_done(&closed->names);
    sql_array_done(&closed->classes);
    sql_array_done(&closed->whys);
    sql_array_done(&closed->until);
}
CLEANUP_STRUCT(struct closed, closed_done)

static void read_closed(const struct rows *quota, struct closed *ret)
{
    for (size_t i = 0; i < rows_count(quota); i++) {
        if (!text_equal(row_text(quota, i, QUOTA_STATE), CLOSED))
            continue;
        sql_array_add(&ret->names, row_text(quota, i, QUOTA_PROVIDER));
        sql_array_add(&ret->classes, row_text(quota, i, QUOTA_CLOSED_CLASS));
        sql_array_add(&ret->whys, row_text(quota, i, QUOTA_CLOSED_WHY));
        sql_array_add(&ret->until, row_text(quota, i, QUOTA_CLOSED_UNTIL));
    }
}

static const char *missing_queue(const struct depths *depths)
{
    for (size_t i = 0; depths && depths->known && i < DEPTHS_QUEUES; i++)
        if (!depths->of[i].exists)
            return depths->of[i].queue;
    return NULL;
}

bool why_ask(struct context *context, const struct why_question *question, struct rows **ret,
             struct error *err)
{
    CLEANUP(closed_done) struct closed closed = {0};
    const struct month *month = question->month;
    const struct depths *depths = question->depths;
    const char *away = depths && !depths->known ? depths->why.message : NULL;
    const char *missing = missing_queue(depths);
    const int64_t letters = depths ? depths_letters(depths) : -1;
    read_closed(question->quota, &closed);
    return DATABASE_RUN(context->db, &sql_why, ret, err,
                        sql_int_or_null(month ? range_number(*month) : 0, month != NULL),
                        sql_int(context->config->schedule_after_days), sql_int(ALIVE_MS),
                        sql_int(STUCK_MS), sql_text(away), sql_text(sql_array_text(&closed.names)),
                        sql_text(sql_array_text(&closed.classes)),
                        sql_text(sql_array_text(&closed.whys)),
                        sql_text(sql_array_text(&closed.until)), sql_text(missing),
                        sql_int_or_null(letters, letters >= 0));
}

/* A configuration that does not fit is no reason to say nothing: then only what the database says
 * of providers is known. */
bool why_read(struct context *context, const struct month *month, const struct depths *depths,
              struct rows **ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *quota = NULL;
    struct error unknown = {0};
    IGNORE_RESULT(quota_read(context, &(const struct quota_need){.books = 1}, &quota, &unknown));
    const struct why_question question = {month, depths, quota};
    return why_ask(context, &question, ret, err);
}

static void add_printable(struct text *out, const char *utf8)
{
    text_add_printable(out, utf8, strlen(utf8), SIZE_MAX);
}

/* Add ", since 2026-11-29 14:20:05 UTC" for "2026-11-29T14:20:05Z". */
static void add_time(struct text *out, const char *word, const char *time)
{
    if (time && strlen(time) == 20)
        text_add_format(out, ", %s %.10s %.8s UTC", word, time, time + 11);
}

/* The sentence without what to do about it, and without its full stop. */
static void add_what(struct text *out, const struct rows *rows, size_t row)
{
    const char *what = row_text(rows, row, WHY_WHAT);
    const size_t bytes = strlen(what);
    /* a message of others may end with a full stop, and the sentence goes on */
    text_add_printable(out, what, bytes - (bytes > 0 && what[bytes - 1] == '.'), SIZE_MAX);
    add_time(out, "since", row_text(rows, row, WHY_SINCE));
    add_time(out, "until", row_text(rows, row, WHY_UNTIL));
}

void why_text(struct text *out, const struct rows *rows, size_t row)
{
    const char *command = row_text(rows, row, WHY_COMMAND);
    const char *effect = row_text(rows, row, WHY_EFFECT);
    add_what(out, rows, row);
    if (command && effect) {
        text_add(out, "; '");
        add_printable(out, command);
        text_add_format(out, "' %s", effect);
    }
    text_add(out, ".");
}

void why_json(struct text *out, const char *key, const struct rows *rows, size_t row)
{
    CLEANUP(text_done) struct text sentence = {0}, what = {0};
    why_text(&sentence, rows, row);
    add_what(&what, rows, row);
    text_add(&what, ".");
    json_write_open(out, key, '{');
    json_write_text(out, "code", row_text(rows, row, WHY_CODE));
    json_write_text(out, "sentence", text_of(&sentence));
    json_write_bool(out, "must_act", row_bool(rows, row, WHY_ACTS));
    json_write_raw(out, "months", row_text(rows, row, WHY_MONTHS));
    json_write_text(out, "since", row_text(rows, row, WHY_SINCE));
    json_write_text(out, "until", row_text(rows, row, WHY_UNTIL));
    json_write_text(out, "what", text_of(&what));
    json_write_text(out, "command", row_text(rows, row, WHY_COMMAND));
    json_write_text(out, "effect", row_text(rows, row, WHY_EFFECT));
    json_write_close(out, '}');
}
