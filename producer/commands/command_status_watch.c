/* command_status_watch.c: 'status --watch' where there is no terminal: a line, or a JSON object,
 * for each look. A reader that closes its end of the pipe has seen enough: that is no failure. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/command_status.h"
#include "core/clock.h"
#include "core/mem.h"
#include "screen/panel.h"
#include "shared/command.h"
#include "sql.h"

#define SLICE_MS 50  /* the longest time until a signal, or the reader's end, is noticed */
#define LINE_MS 5000 /* a log does not get a line more often */

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t looking; /* servers are asked, which may take long */

static void on_interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
    if (looking)
        _exit(EXIT_DONE); /* nothing was written, and what was printed has left */
}

static void watch_signals(void)
{
    const struct sigaction action = {.sa_handler = on_interrupt};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

/* ---- the reader ---- */

/* Is what we print still read? Where it is not, or cannot be written, it is forgotten.
 *  err   TRANSIENT it cannot be written, which is no reader's end */
static bool is_read(struct error *err)
{
    struct pollfd fd = {.fd = STDOUT_FILENO};
    errno = 0;
    const bool written = fflush(stdout) == 0;
    const int code = errno;
    const bool gone = poll(&fd, 1, 0) > 0 && (fd.revents & (POLLERR | POLLHUP));
    if (written && !gone)
        return true;
    clearerr(stdout);
    if (!gone && code != EPIPE && code != EIO)
        (void)error_set(err, ERROR_TRANSIENT, code, "standard output: %s", strerrordesc_np(code));
    return false;
}

/* Returns whether it is to be looked at again. */
static bool wait_interval(int64_t ms, struct error *err)
{
    const int64_t until = clock_monotonic_ms() + ms;
    while (!interrupted && is_read(err)) {
        const int64_t left = until - clock_monotonic_ms();
        if (left <= 0)
            return true;
        clock_sleep_ms(left < SLICE_MS ? left : SLICE_MS);
    }
    return false;
}

/* ---- lines ---- */

/* What was printed last, and when. */
struct lines {
    char *last; /* owned */
    int64_t printed_ms;
};
static void lines_done(struct lines *lines)
{
    mem_free(lines->last);
}
CLEANUP_STRUCT(struct lines, lines_done)

static void add_line(struct text *line, const struct snapshot *snapshot)
{
    char left[24];
    const int64_t *counts = snapshot->counts;
    text_add_format(line, "%lld/%lld months", (long long)snapshot->ended,
                    (long long)snapshot->months);
    if (snapshot->months > 0)
        text_add_format(line, " %lld %%", (long long)(snapshot->ended * 100 / snapshot->months));
    snapshot_left(snapshot, left);
    if (*left)
        text_add_format(line, ", about %s left", left);
    text_add_format(line, ": %lld queued, %lld processing, %lld in retry, %lld failed",
                    (long long)counts[LOOK_QUEUED],
                    (long long)counts[LOOK_PROCESSING] + (long long)counts[LOOK_STUCK],
                    (long long)counts[LOOK_RETRY] + (long long)counts[LOOK_WAITING],
                    (long long)counts[LOOK_FAILED]);
    if (*snapshot->rate)
        text_add_format(line, ", %s %% resolved", snapshot->rate);
    for (size_t i = 0; i < snapshot->count; i++) {
        const struct item *item = &snapshot->items[i];
        if (item->panel == PANEL_ORDERS)
            text_add_format(line, ", order %s has %lld left", item->name, (long long)item->total);
        if (item->panel == PANEL_PROVIDERS && strcmp(item->state, "open") != 0)
            text_add_format(line, ", %s is %s", item->name, item->state);
        if (item->panel == PANEL_ISBNS) {
            text_add(line, "; ISBNs: ");
            (void)panel_text(line, item, /* today= */ "");
        }
    }
    if (snapshot->paused)
        text_add(line, ", paused");
}

/* Print a line at the start, when something has changed, and at the end. */
static void print_line(struct lines *lines, const struct snapshot *snapshot, bool last)
{
    CLEANUP(text_done) struct text line = {0};
    const int64_t now_ms = clock_monotonic_ms();
    add_line(&line, snapshot);
    const bool same = lines->last && strcmp(lines->last, text_of(&line)) == 0;
    if (same || (lines->last && !last && now_ms - lines->printed_ms < LINE_MS))
        return;
    (void)printf("%s\n", text_of(&line));
    mem_free(lines->last);
    lines->last = mem_text(text_of(&line));
    lines->printed_ms = now_ms;
}

/* ---- the loop ---- */

/* Read the status. Where the connection was lost, open another one first. */
static bool look(struct context *context, struct status *status, struct error *err)
{
    looking = 1;
    if (context->db && !database_alive(context->db)) {
        database_close(context->db);
        context->db = NULL;
    }
    const bool good = (context->db || context_database(context, err)) &&
                      status_read(context, /* with_depths= */ false, status, err);
    looking = 0;
    return good;
}

static bool is_empty(const struct snapshot *snapshot)
{
    return snapshot->counts[LOOK_QUEUED] == 0 && snapshot->counts[LOOK_PROCESSING] == 0 &&
           snapshot->counts[LOOK_STUCK] == 0 && row_int(snapshot->totals, 0, STATUS_RETRY_DUE) == 0;
}

int status_watch(struct context *context, const struct status_watch *options, struct error *err)
{
    CLEANUP(lines_done) struct lines lines = {.last = NULL};
    struct error written = {.class = ERROR_NONE};
    bool away = false;
    watch_signals();
    do {
        CLEANUP(status_done) struct status status = {.with_depths = false};
        const bool good = look(context, &status, err);
        if (!good && err->class != ERROR_OWN_SERVERS)
            return EXIT_BY_ERROR;
        if (!good && !away)
            (void)fprintf(stderr, PROGRAM ": %s: waiting for it\n", err->message);
        away = !good;
        const bool ends = good && options->until_empty && is_empty(&status.snapshot);
        if (good && context->json)
            status_print_json(&status);
        else if (good)
            print_line(&lines, &status.snapshot, ends);
        if (ends)
            break;
    } while (wait_interval(options->interval_ms, &written));
    if (written.class == ERROR_NONE)
        (void)is_read(&written); /* of the last line */
    if (written.class == ERROR_NONE)
        return EXIT_DONE;
    *err = written;
    return EXIT_FAILED;
}
