/* month_detail.c: one month in lines: its counts, what it waits for, and its last attempts. 'show'
 * says more. */
#include "screen/month_detail.h"

#include <string.h>

#include "core/clock.h"
#include "core/mem.h"
#include "shared/output.h"
#include "shared/why.h"
#include "sql.h"

#define ATTEMPTS_MAX 8 /* the newest of them */

static const char *shown(const char *value)
{
    return value ? output_shown(value) : "-";
}

static void add_counts(struct text *out, const struct rows *month)
{
    const char *rate = row_text(month, 0, SHOW_MONTH_RESOLUTION_RATE);
    const char *stage = row_text(month, 0, SHOW_MONTH_STAGE);
    text_add_format(
        out, "%s%s%s, generation %lld%s%s\n", shown(row_text(month, 0, SHOW_MONTH_STATUS)),
        row_bool(month, 0, SHOW_MONTH_HELD) ? ", held" : "",
        row_int(month, 0, SHOW_MONTH_RETRY_COUNT) > 0 ? ", after failures" : "",
        (long long)row_int(month, 0, SHOW_MONTH_GENERATION), stage ? ", " : "", stage ? stage : "");
    text_add_format(out, "%s, %s with an ISBN%s%s%s\n",
                    output_count(row_int(month, 0, SHOW_MONTH_BOOKS_GENERATED), "book", "books"),
                    shown(row_text(month, 0, SHOW_MONTH_ISBNS_RESOLVED)), rate ? ": " : "",
                    rate ? rate : "", rate ? " %" : "");
}

static void add_times(struct text *out, const struct rows *month)
{
    static const struct {
        int column;
        const char *label;
    } times[] = {{SHOW_MONTH_QUEUED_AT, "scheduled"},
                 {SHOW_MONTH_STARTED_AT, "begun"},
                 {SHOW_MONTH_COMPLETED_AT, "ended"},
                 {SHOW_MONTH_RETRY_AT, "goes on"}};
    bool any = false;
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        const char *time = row_text(month, 0, times[i].column);
        if (time && strlen(time) == 20) {
            text_add_format(out, "%s%s %.10s %.8s", any ? ", " : "", times[i].label, time,
                            time + 11);
            any = true;
        }
    }
    text_add(out, any ? " UTC\n" : "");
}

static void add_error(struct text *out, const struct rows *rows, int class, int message)
{
    const char *said = row_text(rows, 0, message);
    if (row_text(rows, 0, class) || said)
        text_add_format(out, "last error %s%s%s\n", shown(row_text(rows, 0, class)),
                        said ? ": " : "", said ? output_shown(said) : "");
}

static void add_attempt(struct text *out, const struct rows *attempts, size_t row)
{
    const char *time = row_text(attempts, row, SHOW_ATTEMPTS_STARTED_AT);
    const char *class = row_text(attempts, row, SHOW_ATTEMPTS_ERROR_CLASS);
    const char *message = row_text(attempts, row, SHOW_ATTEMPTS_ERROR_MESSAGE);
    char took[24] = "";
    if (!row_is_null(attempts, row, SHOW_ATTEMPTS_DURATION_MS))
        clock_duration_text(row_int(attempts, row, SHOW_ATTEMPTS_DURATION_MS), took);
    text_add_format(out, "%.10s %.8s %s%s%s on %s", time ? time : "", time ? time + 11 : "",
                    shown(row_text(attempts, row, SHOW_ATTEMPTS_OUTCOME)), *took ? " after " : "",
                    took, shown(row_text(attempts, row, SHOW_ATTEMPTS_WORKER)));
    if (class)
        text_add_format(out, ": %s%s%s", shown(class), message ? ": " : "",
                        message ? output_shown(message) : "");
    text_add(out, "\n");
}

static void add_why(struct text *out, const struct rows *why)
{
    for (size_t row = 0; row < rows_count(why); row++) {
        why_text(out, why, row);
        text_add(out, "\n");
    }
}

bool month_detail_read(struct context *context, struct month month, char **ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(rows_free) struct rows *attempts = NULL;
    CLEANUP(rows_free) struct rows *why = NULL;
    CLEANUP(text_done) struct text text = {0};
    const struct why_question asked = {.month = &month};
    if (!DATABASE_RUN(context->db, &sql_show_month, &rows, err, sql_int(month.year),
                      sql_int(month.month)) ||
        !DATABASE_RUN(context->db, &sql_show_attempts, &attempts, err, sql_int(month.year),
                      sql_int(month.month)) ||
        !why_ask(context, &asked, &why, err))
        return false;
    if (rows_count(rows) == 0)
        text_add(&text, "It is not in the table: 'seed' enters it.\n");
    if (rows_count(rows) > 0) {
        add_why(&text, why);
        add_counts(&text, rows);
        add_times(&text, rows);
        add_error(&text, rows, SHOW_MONTH_ERROR_CLASS, SHOW_MONTH_ERROR_MESSAGE);
    }
    const size_t count = rows_count(attempts);
    for (size_t i = 0; i < count && i < ATTEMPTS_MAX; i++)
        add_attempt(&text, attempts, count - 1 - i);
    *ret = mem_text(text_of(&text));
    return true;
}
