/* command_status_text.c: 'status' printed once, as JSON and for people. Lines are broken where the
 * terminal is narrow, and nothing is cut. */
#include <stdio.h>
#include <string.h>

#include "commands/command_status.h"
#include "core/text_width.h"
#include "screen/panel.h"
#include "screen/terminal.h"
#include "shared/output.h"
#include "shared/why.h"
#include "sql.h"

#define LABEL 14  /* columns of what stands before a line */
#define NARROW 60 /* columns of a terminal that has no room for that */

const struct column status_month_columns[STATUS_MONTH_COLUMNS] = {
    [STATUS_MONTHS_MONTH] = {"month", "month", COLUMN_TEXT},
    [STATUS_MONTHS_STATE] = {"state", "state", COLUMN_TEXT},
    [STATUS_MONTHS_AT] = {"at", "due or since (UTC)", COLUMN_TIME},
    [STATUS_MONTHS_RETRY_COUNT] = {"retry_count", "failures", COLUMN_NUMBER},
    [STATUS_MONTHS_ERROR_CLASS] = {"error_class", "class", COLUMN_TEXT},
    [STATUS_MONTHS_ERROR_MESSAGE] = {"error_message", "error", COLUMN_TEXT},
};

static int64_t number(const struct status *status, int column)
{
    return row_int(status->snapshot.totals, 0, column);
}

/* ---- lines ---- */

/* Print "label         text", broken into lines. */
static void print_line(const char *label, int style, int width, const char *text)
{
    CLEANUP(text_done) struct text line = {0};
    const bool colour = style != STYLE_PLAIN && terminal_shows_colour();
    const bool narrow = width > 0 && width < NARROW;
    if (narrow)
        text_add_format(&line, "%s%s", *label ? label : " ", " ");
    else
        text_add_format(&line, "%-14s", label);
    const int at = text_width(text_of(&line));
    if (colour)
        look_add_style(&line, style, /* colour= */ true);
    text_add_wrapped(&line, text, at, narrow ? 2 : LABEL, width);
    if (colour)
        look_add_style(&line, STYLE_PLAIN, /* colour= */ true);
    (void)printf("%s\n", text_of(&line));
}

static void print_plain(const char *label, int width, struct text *text)
{
    print_line(label, STYLE_PLAIN, width, text_of(text));
    text_clear(text);
}

/* Print the first sentence of 'why', and what alarms. */
static void print_head(const struct status *status, int width)
{
    CLEANUP(text_done) struct text why = {0}, line = {0};
    why_text(&why, status->snapshot.whys, 0);
    text_add_wrapped(&line, text_of(&why), 0, 2, width);
    (void)printf("%s\n\n", text_of(&line));
    const char *label = "alarms";
    for (const char *at = status->snapshot.alarms; *at; label = "") {
        const size_t bytes = strcspn(at, "\n");
        CLEANUP(text_done) struct text alarm = {0};
        text_add_bytes(&alarm, at, bytes);
        print_line(label, STYLE_BAD | STYLE_BOLD, width, text_of(&alarm));
        at += bytes + (at[bytes] != '\0');
    }
}

static void print_progress(const struct snapshot *snapshot, int width)
{
    CLEANUP(text_done) struct text text = {0};
    char left[24];
    if (snapshot->months == 0)
        return;
    text_add_format(&text, "%lld of %s ended, %lld %%; %lld open", (long long)snapshot->ended,
                    output_count(snapshot->months, "month", "months"),
                    (long long)(snapshot->ended * 100 / snapshot->months),
                    (long long)snapshot->open);
    if (snapshot->open > 0 && snapshot->open == snapshot->counts[LOOK_WAITING])
        text_add(&text, "; all of them wait, so the time left is not known");
    else if (snapshot->open > 0 && snapshot->left_ms < 0)
        text_add(&text, "; none ended within the last hour, so the time left is not known");
    snapshot_left(snapshot, left);
    if (*left)
        text_add_format(&text, ", about %s left, at %lld an hour", left,
                        (long long)snapshot->ended_an_hour);
    print_plain("progress", width, &text);
}

static void print_isbns(const struct context *context, const struct status *status, int width)
{
    CLEANUP(text_done) struct text text = {0};
    const int64_t waiting = number(status, STATUS_ISBNS_WAITING);
    text_add_format(
        &text, "%lld given to enrichment, by messages on %s; %lld published, %lld enriched",
        (long long)number(status, STATUS_ISBNS_QUEUED), context->config->broker_enrichment_queue,
        (long long)number(status, STATUS_ISBNS_PUBLISHED),
        (long long)number(status, STATUS_ISBNS_ENRICHED));
    if (number(status, STATUS_ISBNS_NOT_FOUND) > 0)
        text_add_format(&text, ", %lld not found",
                        (long long)number(status, STATUS_ISBNS_NOT_FOUND));
    if (number(status, STATUS_ISBNS_FAILED) > 0)
        text_add_format(&text, ", %lld failed", (long long)number(status, STATUS_ISBNS_FAILED));
    print_plain("ISBNs", width, &text);
    if (waiting == 0)
        return;
    text_add_format(&text, "%s (", output_count(waiting, "ISBN waits", "ISBNs wait"));
    output_add_counts(&text, row_text(status->snapshot.totals, 0, STATUS_ISBNS_WAITING_BECAUSE));
    text_add_format(&text, "), the oldest since %s: 'show %s'",
                    output_shown(row_text(status->snapshot.totals, 0, STATUS_ISBN_OLDEST_SINCE)),
                    output_shown(row_text(status->snapshot.totals, 0, STATUS_ISBN_OLDEST)));
    print_plain("to enrich", width, &text);
}

static void print_counts(const struct context *context, const struct status *status, int width)
{
    CLEANUP(text_done) struct text text = {0};
    const char *rate = row_text(status->snapshot.totals, 0, STATUS_RESOLUTION_RATE);
    const char *mean = row_text(status->snapshot.totals, 0, STATUS_MEAN_OF_MONTHLY_RATES);
    text_add_format(&text, "%lld: ", (long long)number(status, STATUS_MONTHS));
    for (int i = STATUS_PENDING; i <= STATUS_HELD; i++)
        text_add_format(&text, "%s%s %lld", i > STATUS_PENDING ? ", " : "", status_columns[i].key,
                        (long long)number(status, i));
    print_plain("months", width, &text);
    print_progress(&status->snapshot, width);
    text_add_format(&text, "%lld generated, %lld with an ISBN",
                    (long long)number(status, STATUS_BOOKS_GENERATED),
                    (long long)number(status, STATUS_ISBNS_RESOLVED));
    if (rate)
        text_add_format(&text, ": %s %% (mean of the months %s %%)", rate, mean ? mean : "-");
    print_plain("books", width, &text);
    print_isbns(context, status, width);
}

/* What 'schedule' would do with some months. */
static void print_hints(const struct status *status, int width)
{
    CLEANUP(text_done) struct text text = {0};
    const int64_t not_due = number(status, STATUS_PENDING_NOT_DUE);
    const int64_t empty = number(status, STATUS_COMPLETED_WITHOUT_BOOKS);
    const int64_t partial = number(status, STATUS_COMPLETED_PARTIAL);
    if (not_due > 0) {
        text_add_format(&text, "%s of the pending: 'schedule' leaves %s until then",
                        output_count(not_due, "month", "months"), not_due == 1 ? "it" : "them");
        print_plain("not due", width, &text);
    }
    if (empty > 0) { /* perhaps the catalogue did not have their books yet */
        text_add_format(&text, "%s completed without any: 'schedule --only empty' takes %s again",
                        output_count(empty, "month", "months"), empty == 1 ? "it" : "them");
        print_plain("no books", width, &text);
    }
    if (partial > 0) {
        text_add_format(&text,
                        "%s completed while a generator failed: 'schedule --only partial' asks "
                        "again",
                        output_count(partial, "month", "months"));
        print_plain("partial", width, &text);
    }
}

static void print_panel(const char *label, const struct snapshot *snapshot, enum panel panel,
                        int width)
{
    for (size_t i = 0; i < snapshot->count; i++) {
        CLEANUP(text_done) struct text text = {0};
        if (snapshot->items[i].panel != panel)
            continue;
        const int style = panel_text(&text, &snapshot->items[i], /* today= */ "");
        print_line(label, style, width, text_of(&text));
        label = "";
    }
}

static void print_servers(const struct status *status, int width)
{
    CLEANUP(text_done) struct text text = {0};
    const char *next = row_text(status->snapshot.totals, 0, STATUS_OUTBOX_NEXT);
    const int64_t letters = depths_letters(&status->depths);
    text_add_format(&text, "%lld due, %lld later%s%s", (long long)number(status, STATUS_OUTBOX_DUE),
                    (long long)number(status, STATUS_OUTBOX_LATER), next ? ", the next at " : "",
                    next ? next : "");
    print_plain("outbox", width, &text);
    depths_text(&text, &status->depths);
    print_plain("queues", width, &text);
    text_add_format(&text, "%lld open", (long long)number(status, STATUS_DEAD_LETTERS));
    if (letters > 0)
        text_add_format(&text, ", %lld on the broker: 'dlq collect' takes %s into the archive",
                        (long long)letters, letters == 1 ? "it" : "them");
    print_plain("dead letters", width, &text);
    text_add_format(&text, "%lld alive", (long long)number(status, STATUS_PROCESSES_ALIVE));
    print_plain("processes", width, &text);
    if (!row_bool(status->snapshot.totals, 0, STATUS_PAUSED))
        return;
    text_add_format(&text, "since %s by %s: 'backfill-producer resume' ends it",
                    output_shown(row_text(status->snapshot.totals, 0, STATUS_PAUSED_AT)),
                    output_shown(row_text(status->snapshot.totals, 0, STATUS_PAUSED_BY)));
    print_line("paused", STYLE_WAITS, width, text_of(&text));
}

/* ---- the months that wait ---- */

#define ALIKE_MIN 3 /* so many months that wait for one reason are told of together */

/* How wide the table would be: its other columns take 54. */
static int table_width(const struct rows *rows)
{
    int class = 5, error = 5;
    for (size_t row = 0; row < rows_count(rows); row++) {
        const char *name = row_text(rows, row, STATUS_MONTHS_ERROR_CLASS);
        const char *message = row_text(rows, row, STATUS_MONTHS_ERROR_MESSAGE);
        const int names = name ? text_width(output_shown(name)) : 0;
        const int words = message ? text_width(output_shown(message)) : 0;
        class = names > class ? names : class;
        error = words > error ? words : error;
    }
    return 54 + class + error;
}

static void print_month(const struct rows *rows, size_t row, int width)
{
    CLEANUP(text_done) struct text text = {0}, line = {0};
    const char *message = row_text(rows, row, STATUS_MONTHS_ERROR_MESSAGE);
    const char *class = row_text(rows, row, STATUS_MONTHS_ERROR_CLASS);
    const char *state = row_text(rows, row, STATUS_MONTHS_STATE);
    text_add_format(
        &text, "%s %s, %s %s UTC, %s", output_shown(row_text(rows, row, STATUS_MONTHS_MONTH)),
        output_shown(state), text_equal(state, "retry") ? "due" : "since",
        output_shown(row_text(rows, row, STATUS_MONTHS_AT)),
        output_count(row_int(rows, row, STATUS_MONTHS_RETRY_COUNT), "failure", "failures"));
    if (class || message)
        text_add_format(&text, "; %s%s%s", class ? output_shown(class) : "",
                        class && message ? ": " : "", message ? output_shown(message) : "");
    text_add_wrapped(&line, text_of(&text), 0, 2, width);
    (void)printf("%s\n", text_of(&line));
}

static bool same_reason(const struct rows *rows, size_t one, size_t other)
{
    static const int columns[] = {STATUS_MONTHS_STATE, STATUS_MONTHS_ERROR_CLASS,
                                  STATUS_MONTHS_ERROR_MESSAGE};
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        const char *a = row_text(rows, one, columns[i]), *b = row_text(rows, other, columns[i]);
        if ((a || b) && !text_equal(a, b))
            return false;
    }
    return true;
}

/* How many months have the reason of this one. 0: one before it has it, too. */
static size_t count_alike(const struct rows *rows, size_t row)
{
    size_t count = 0;
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (!same_reason(rows, row, i))
            continue;
        if (i < row)
            return 0;
        count++;
    }
    return count;
}

/* Months with one reason: each with its moment, the reason once. */
static void print_alike(const struct rows *rows, size_t first, size_t count, int width)
{
    CLEANUP(text_done) struct text text = {0}, line = {0};
    const char *message = row_text(rows, first, STATUS_MONTHS_ERROR_MESSAGE);
    const char *class = row_text(rows, first, STATUS_MONTHS_ERROR_CLASS);
    const char *state = row_text(rows, first, STATUS_MONTHS_STATE);
    text_add_format(&text, "%s %s", output_count((int64_t)count, "month", "months"),
                    output_shown(state));
    if (class || message)
        text_add_format(&text, "; %s%s%s", class ? output_shown(class) : "",
                        class && message ? ": " : "", message ? output_shown(message) : "");
    const char *between = text_equal(state, "retry") ? ". Due (UTC): " : ". Since (UTC): ";
    for (size_t i = first; i < rows_count(rows); i++) {
        if (!same_reason(rows, first, i))
            continue;
        text_add_format(&text, "%s%s %s", between, row_text(rows, i, STATUS_MONTHS_MONTH),
                        row_text(rows, i, STATUS_MONTHS_AT));
        between = ", ";
    }
    text_add_wrapped(&line, text_of(&text), 0, 2, width);
    (void)printf("%s\n", text_of(&line));
}

static bool any_alike(const struct rows *rows)
{
    for (size_t row = 0; row < rows_count(rows); row++)
        if (count_alike(rows, row) >= ALIKE_MIN)
            return true;
    return false;
}

static void print_months(const struct rows *rows, int width)
{
    if (rows_count(rows) == 0)
        return;
    (void)printf("\n");
    if (!any_alike(rows) && (width == 0 || table_width(rows) <= width)) {
        output_table(rows, status_month_columns, STATUS_MONTH_COLUMNS);
        return;
    }
    for (size_t row = 0; row < rows_count(rows); row++) {
        const size_t count = count_alike(rows, row);
        if (count >= ALIKE_MIN)
            print_alike(rows, row, count, width);
        for (size_t i = row; count > 0 && count < ALIKE_MIN && i < rows_count(rows); i++)
            if (same_reason(rows, row, i))
                print_month(rows, i, width);
    }
}

void status_print_text(const struct context *context, const struct status *status, int width)
{
    const struct snapshot *snapshot = &status->snapshot;
    print_head(status, width);
    print_counts(context, status, width);
    print_hints(status, width);
    print_panel("providers", snapshot, PANEL_PROVIDERS, width);
    print_panel("orders", snapshot, PANEL_ORDERS, width);
    print_servers(status, width);
    print_panel("consumers", snapshot, PANEL_CONSUMERS, width);
    print_months(status->snapshot.waiting, width);
}
