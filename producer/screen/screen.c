/* screen.c: the loop: read, draw, wait for a key or for the time. What is drawn is the last
 * snapshot that could be read. */
#include "screen/screen.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "model/schema.h"
#include "screen/frame.h"
#include "screen/grid.h"
#include "screen/snapshot_read.h"
#include "screen/terminal.h"
#include "sql.h"

#define CONNECT_MS 2000 /* while keys wait */
#define ALARMS_MS 10000 /* judging them takes longer than all the rest */
#define LEGEND_ROWS 12

struct screen {
    struct context *context;
    const struct screen_options *options;
    struct snapshot snapshot;
    struct view view;
    int64_t alarms_at_ms; /* when they were read */
    char server[128], lost[200];
    bool quit;
};

/* ---- reading ---- */

/* Open another connection where the last one was lost, without patience: the screen is shown. */
static bool connect_again(struct context *context, struct error *err)
{
    if (context->db && database_alive(context->db))
        return true;
    database_close(context->db);
    context->db = NULL;
    struct database_options options = config_database(context->config, PROGRAM);
    if (options.connect_timeout_ms > CONNECT_MS)
        options.connect_timeout_ms = CONNECT_MS;
    return database_open(&options, &context->db, err) && schema_check(context->db, err);
}

/* Keep what was read before, and say why there is nothing newer. */
static bool keep_lost(struct screen *screen, const struct error *err)
{
    text_copy_printable(screen->lost, sizeof(screen->lost), err->message, strlen(err->message));
    return err->class == ERROR_OWN_SERVERS;
}

static bool read_again(struct screen *screen, struct error *err)
{
    struct snapshot fresh = {.first_year = 0};
    const int64_t now_ms = clock_monotonic_ms();
    const bool known = now_ms - screen->alarms_at_ms < ALARMS_MS;
    const struct snapshot_question question = {.opened = view_opened(&screen->view),
                                               .no_alarms = known};
    terminal_busy(true);
    const bool good = connect_again(screen->context, err) &&
                      snapshot_read(screen->context, &question, &fresh, err);
    terminal_busy(false);
    if (!good)
        return keep_lost(screen, err);
    if (known) {
        char *unused = fresh.alarms;
        fresh.alarms = screen->snapshot.alarms;
        screen->snapshot.alarms = unused;
    } else {
        screen->alarms_at_ms = now_ms;
    }
    snapshot_done(&screen->snapshot);
    screen->snapshot = fresh;
    screen->lost[0] = '\0';
    view_follow(&screen->view, &screen->snapshot);
    return true;
}

/* ---- drawing ---- */

static bool draw(struct screen *screen)
{
    int width = 0, height = 0;
    char now[21];
    CLEANUP(canvas_done) struct canvas canvas = {.width = 0};
    CLEANUP(text_done) struct text picture = {0};
    const struct canvas_means means = {true, terminal_shows_colour(), terminal_shows_utf8()};
    terminal_size(&width, &height);
    clock_utc_text(clock_utc_ms(), now);
    const struct frame_facts facts = {.server = screen->server,
                                      .now = now,
                                      .lost = *screen->lost ? screen->lost : NULL,
                                      .utf8 = means.utf8};
    canvas_init(&canvas, width, height);
    frame_draw(&canvas, &screen->snapshot, &screen->view, &facts);
    for (int row = 0; row < canvas.height; row++) {
        text_add(&picture, row > 0 ? "\n" : "");
        canvas_line(&canvas, row, means, &picture);
    }
    return terminal_show(&picture);
}

/* ---- keys ---- */

/* What 'pause' and 'resume' do. Without the right to it the screen says so. */
static void set_paused(struct screen *screen, bool paused)
{
    struct error err = {0};
    struct view *view = &screen->view;
    terminal_busy(true);
    const bool good = connect_again(screen->context, &err) &&
                      DATABASE_RUN(screen->context->db, &sql_pause, NULL, &err, sql_bool(paused),
                                   sql_text(context_actor()), sql_null());
    terminal_busy(false);
    if (good)
        text_copy(view->note, sizeof(view->note),
                  paused ? "The fleet is paused." : "The fleet takes months again.");
    else
        (void)snprintf(view->note, sizeof(view->note), "Not done: %.180s", err.message);
}

/* Returns whether to read at once. */
static bool press(struct screen *screen, const char *bytes, size_t count)
{
    bool reads = false;
    for (size_t at = 0; at < count && !screen->quit;) {
        struct key key;
        at += key_read(bytes + at, count - at, &key);
        const enum view_action action = view_key(&screen->view, &screen->snapshot, key);
        switch (action) {
        case ACTION_NONE:
            break;
        case ACTION_QUIT:
            screen->quit = true;
            break;
        case ACTION_PAUSE:
        case ACTION_RESUME:
            set_paused(screen, action == ACTION_PAUSE);
            reads = true;
            break;
        case ACTION_READ:
            reads = true;
            break;
        }
    }
    return reads;
}

/* ---- the loop ---- */

static bool is_empty(const struct screen *screen)
{
    const int64_t *counts = screen->snapshot.counts;
    return screen->options->until_empty && counts[LOOK_QUEUED] == 0 &&
           counts[LOOK_PROCESSING] == 0 && counts[LOOK_STUCK] == 0 &&
           row_int(screen->snapshot.totals, 0, STATUS_RETRY_DUE) == 0;
}

/* Draw and take keys until it is time to read again. */
static void show(struct screen *screen)
{
    char bytes[64];
    size_t count = 0;
    const int64_t until = clock_monotonic_ms() + screen->options->interval_ms;
    while (!screen->quit) {
        if (!draw(screen)) {
            screen->quit = true;
            return;
        }
        switch (terminal_wait(until - clock_monotonic_ms(), bytes, sizeof(bytes), &count)) {
        case TERMINAL_TIME:
            return;
        case TERMINAL_ENDED:
            screen->quit = true;
            return;
        case TERMINAL_KEYS:
            if (press(screen, bytes, count))
                return;
            break;
        case TERMINAL_REDRAW:
            break;
        }
    }
}

bool screen_run(struct context *context, const struct screen_options *options, struct error *err)
{
    struct screen screen = {.context = context, .options = options};
    const struct snapshot_question question = {.opened = NULL};
    database_name(context->db, screen.server, sizeof(screen.server));
    if (!snapshot_read(context, &question, &screen.snapshot, err) || !terminal_open(err)) {
        snapshot_done(&screen.snapshot);
        return false;
    }
    screen.alarms_at_ms = clock_monotonic_ms();
    view_begin(&screen.view, &screen.snapshot);
    bool good = true;
    while (good && !screen.quit && !is_empty(&screen)) {
        show(&screen);
        if (!screen.quit)
            good = read_again(&screen, err);
    }
    terminal_close();
    snapshot_done(&screen.snapshot);
    return good;
}

/* ---- the heatmap ---- */

static void print_canvas(const struct canvas *canvas, int rows, struct canvas_means means)
{
    for (int row = 0; row < rows; row++) {
        CLEANUP(text_done) struct text line = {0};
        canvas_line(canvas, row, means, &line);
        (void)printf("%s\n", text_of(&line));
    }
}

void screen_heatmap(const struct snapshot *snapshot, int width)
{
    const bool colour = terminal_shows_colour();
    const struct canvas_means means = {colour, colour, terminal_shows_utf8()};
    const int most = width > 0 && width < CANVAS_WIDTH_MAX ? width : CANVAS_WIDTH_MAX;
    const int fit = (most - GRID_LABEL) / GRID_YEAR;
    const int room = fit > 0 ? fit : 1;
    for (int year = snapshot->first_year; year > 0 && year <= snapshot->last_year; year += room) {
        CLEANUP(canvas_done) struct canvas canvas = {.width = 0};
        struct grid grid = {.end = most, .first = year, .utf8 = means.utf8};
        grid_fit_rows(&grid, GRID_ROWS, /* cursor= */ 0);
        grid.last = year + room - 1 < snapshot->last_year ? year + room - 1 : snapshot->last_year;
        canvas_init(&canvas, most, GRID_ROWS);
        grid_draw(&canvas, &grid, snapshot, NULL);
        print_canvas(&canvas, GRID_ROWS, means);
    }
    CLEANUP(canvas_done) struct canvas canvas = {.width = 0};
    const struct grid legend = {.end = width > 0 ? most : 80, .utf8 = means.utf8};
    canvas_init(&canvas, legend.end, LEGEND_ROWS);
    const int rows = grid_legend(&canvas, &legend, snapshot, LEGEND_ROWS, /* side_by_side= */ true);
    print_canvas(&canvas, rows, means);
}
