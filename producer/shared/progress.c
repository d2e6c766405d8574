/* progress.c: a bar that is redrawn in place. The time that is left is computed from the speed
 * since the start. */
#include "shared/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/text.h"
#include "shared/context.h"

#define BAR_WIDTH 30
#define DRAW_MS 100   /* a terminal is not redrawn more often */
#define LINE_MS 5000  /* a log does not get a line more often */
#define SPEED_MS 1500 /* before this the time that is left is not shown */

static bool is_terminal(void)
{
    const char *term = getenv("TERM");
    return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

void progress_start(struct progress *progress, const char *what, int64_t done)
{
    const char *no_color = getenv("NO_COLOR");
    *progress = (struct progress){
        .what = what,
        .bytes = progress->bytes,
        .terminal = is_terminal(),
        .colour = !no_color || !*no_color,
        .started_ms = clock_monotonic_ms(),
        .shown_done = -1,
        .first_done = done,
    };
}

static void add_time_left(const struct progress *progress, int64_t done, int64_t total,
                          struct text *line)
{
    const int64_t took_ms = clock_monotonic_ms() - progress->started_ms;
    const int64_t did = done - progress->first_done;
    if (did <= 0 || done >= total || took_ms < SPEED_MS)
        return;
    char left[24];
    const double each_ms = (double)took_ms / (double)did;
    clock_duration_text((int64_t)(each_ms * (double)(total - done)) / 1000 * 1000, left);
    text_add_format(line, ", %s left", left);
}

static void add_bar(const struct progress *progress, int64_t done, int64_t total, struct text *line)
{
    const int full = total > 0 ? (int)(done * BAR_WIDTH / total) : 0;
    text_add(line, progress->colour ? "\033[32m" : "");
    for (int i = 0; i < full; i++)
        text_add(line, "█");
    text_add(line, progress->colour ? "\033[0m" : "");
    for (int i = full; i < BAR_WIDTH; i++)
        text_add(line, "░");
    text_add(line, " ");
}

/* A line that wraps could not be redrawn in place, so it is cut. */
static void draw(const struct progress *progress, int64_t done, int64_t total, const char *line)
{
    struct winsize size = {0};
    char cut[512];
    size_t room = sizeof(cut);
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        room = size.ws_col > BAR_WIDTH + 2 ? (size_t)size.ws_col - BAR_WIDTH - 1 : 1;
    text_copy(cut, room < sizeof(cut) ? room : sizeof(cut), line);
    CLEANUP(text_done) struct text bar = {0};
    add_bar(progress, done, total, &bar);
    (void)fprintf(stderr, "\r%s%s\033[K", text_of(&bar), cut);
}

/* A terminal is redrawn often; a log gets a line at the start, now and then, and at the end. */
static bool is_time(const struct progress *progress, int64_t now, int64_t done, bool last)
{
    const bool first = progress->shown_done < 0;
    if (progress->terminal)
        return first || last || now - progress->shown_ms >= DRAW_MS;
    if (done == progress->shown_done)
        return false;
    if (progress->bytes && first) /* most files are read so soon that no line is needed */
        return now - progress->started_ms >= LINE_MS;
    return first || last || now - progress->shown_ms >= LINE_MS;
}

void progress_show(struct progress *progress, int64_t done, int64_t total, const char *note)
{
    const int64_t now = clock_monotonic_ms();
    if (context_is_served()) /* nobody sees it */
        return;
    if (!is_time(progress, now, done, /* last= */ done >= total))
        return;
    CLEANUP(text_done) struct text line = {0};
    if (!progress->bytes)
        text_add_format(&line, "%lld/%lld ", (long long)done, (long long)total);
    text_add(&line, progress->what);
    if (total > 0) /* there is no percentage of nothing */
        text_add_format(&line, " %d %%", (int)(done * 100 / total));
    add_time_left(progress, done, total, &line);
    text_add_format(&line, "%s%s", *note ? ": " : "", note);
    if (progress->terminal)
        draw(progress, done, total, text_of(&line));
    else
        (void)fprintf(stderr, "%s\n", text_of(&line));
    progress->shown_ms = now;
    progress->shown_done = done;
}

void progress_end(struct progress *progress, bool keep)
{
    if (progress->terminal && progress->shown_done >= 0)
        (void)fputs(keep ? "\n" : "\r\033[K", stderr);
}
