/* frame.c: from top to bottom: a title with the progress, what is wrong, the grid with its legend,
 * the panels, a footer. A page (a month, the help) takes the place of the panels, or on a low
 * screen of all that is between title and footer. */
#include "screen/frame.h"

#include <stdio.h>
#include <string.h>

#include "core/text_width.h"
#include "screen/grid.h"
#include "screen/panel.h"

enum {
    BAR_MAX = 30,
    LEGEND_WIDTH = 26,
    YEAR_WIDTH = 5,   /* of a year's number, which one column of the grid has no room for */
    PANEL_WIDTH = 65, /* of one column of panels, at least */
    PARTS_MAX = 3,
    LOW = 22,       /* rows of a screen that shows the panels rather than the grid */
    PANEL_ROWS = 4, /* that are worth more than a second sentence */
    SENTENCE_INDENT = 2,
};

static const char help[] =
    "Arrows or h j k l move over the months; Home, End and Page keys go far.\n"
    "Enter opens the month; there the arrows scroll, and left and right show its neighbours.\n"
    "f shows the months of one state, again for the next one; / lets you type its name; n and N go "
    "to "
    "the next month of it; Esc shows all.\n"
    "Tab shows the months or the rest, where the screen is too low for both.\n"
    "p pauses the fleet, or lets it go on; it asks first. 'log' shows who did it.\n"
    "q or Ctrl-C ends this view; Ctrl-Z leaves it for a while. Nothing but p changes anything.\n"
    "Times are UTC.";

/* What is between the first and the last row. */
struct body {
    int row, rows;
};

/* ---- title ---- */

/* Add a part, where there is room for it. */
static void add_part(struct text *title, int width, const char *part)
{
    if (*part && text_width(text_of(title)) + text_width(part) <= width)
        text_add(title, part);
}

/* The parts, the most important one first. */
static void add_progress(struct text *title, const struct snapshot *snapshot, int width)
{
    char left[24], part[64];
    const int64_t months = snapshot->months;
    if (snapshot->paused)
        add_part(title, width, "PAUSED  ");
    (void)snprintf(part, sizeof(part), "%lld of %lld months ended", (long long)snapshot->ended,
                   (long long)months);
    add_part(title, width, part);
    (void)snprintf(part, sizeof(part), ", %lld %%",
                   months > 0 ? (long long)(snapshot->ended * 100 / months) : 0);
    add_part(title, width, part);
    (void)snprintf(part, sizeof(part), "; %lld open", (long long)snapshot->open);
    add_part(title, width, part);
    snapshot_left(snapshot, left);
    (void)snprintf(part, sizeof(part), *left ? ", about %s left" : "%s", left);
    add_part(title, width, part);
    (void)snprintf(part, sizeof(part), *snapshot->rate ? "; %s %% resolved" : "%s", snapshot->rate);
    add_part(title, width, part);
}

static void draw_title(struct canvas *canvas, const struct snapshot *snapshot,
                       const struct frame_facts *facts)
{
    CLEANUP(text_done) struct text title = {0};
    add_progress(&title, snapshot, canvas->width);
    struct place place = {0, 0, canvas->width, STYLE_BOLD};
    const int column = canvas_put(canvas, place, text_of(&title)) + 2;
    const int room = canvas->width - column < BAR_MAX ? canvas->width - column : BAR_MAX;
    if (room < 8 || snapshot->months == 0)
        return;
    const int full = (int)(snapshot->ended * room / snapshot->months);
    for (int i = 0; i < room; i++) {
        place = (struct place){0, column + i, canvas->width, i < full ? STYLE_GOOD : STYLE_PLAIN};
        canvas_put(canvas, place, i < full ? (facts->utf8 ? "█" : "#") : facts->utf8 ? "░" : ".");
    }
}

/* ---- sentences ---- */

static int rows_of(const char *sentence, int width)
{
    CLEANUP(text_done) struct text lines = {0};
    int rows = *sentence ? 1 : 0;
    text_add_wrapped(&lines, sentence, /* at= */ 0, SENTENCE_INDENT, width);
    for (const char *at = text_of(&lines); (at = strchr(at, '\n')); at++)
        rows++;
    return rows;
}

static size_t first_line(const char *lines, struct text *ret)
{
    const size_t bytes = strcspn(lines, "\n");
    text_clear(ret);
    text_add_bytes(ret, lines, bytes);
    return bytes + (lines[bytes] != '\0');
}

/* The rows that the first sentence of each text takes: they are shown whatever that is. */
static int rows_needed(const struct snapshot *snapshot, int width)
{
    CLEANUP(text_done) struct text alarm = {0}, why = {0};
    (void)first_line(snapshot->alarms ? snapshot->alarms : "", &alarm);
    (void)first_line(snapshot->why ? snapshot->why : "", &why);
    return rows_of(text_of(&alarm), width) + rows_of(text_of(&why), width);
}

/* Draw sentences, a line each, while they have room as a whole; the first one always, because its
 * end says what to do. Returns the rows that they took. */
static int draw_lines(struct canvas *canvas, struct place place, int rows, const char *lines,
                      int *left_out)
{
    const int first = place.row;
    bool full = false;
    while (*lines) {
        CLEANUP(text_done) struct text line = {0};
        lines += first_line(lines, &line);
        const int room = rows - (place.row - first);
        full = full || (place.row > first && rows_of(text_of(&line), canvas->width) > room);
        if (full)
            ++*left_out;
        else
            place.row += canvas_put_wrapped(canvas, place, SENTENCE_INDENT,
                                            canvas->height - 1 - place.row, text_of(&line));
    }
    return place.row - first;
}

static void draw_sentences(struct canvas *canvas, const struct snapshot *snapshot,
                           struct body *body)
{
    CLEANUP(text_done) struct text why = {0};
    const char *alarms = snapshot->alarms ? snapshot->alarms : "";
    const char *whys = snapshot->why ? snapshot->why : "";
    const int beside = body->rows - GRID_ROWS - PANEL_ROWS;
    const int fair = canvas->height / 4;
    int rows = fair < beside ? fair : beside, left_out = 0;
    struct place place = {body->row, 0, canvas->width, STYLE_BAD | STYLE_BOLD};
    (void)first_line(whys, &why);
    place.row +=
        draw_lines(canvas, place, rows - rows_of(text_of(&why), canvas->width), alarms, &left_out);
    rows -= place.row - body->row;
    place.style = STYLE_PLAIN;
    place.row += draw_lines(canvas, place, rows, whys, &left_out);
    if (left_out > 0 && place.row - body->row < body->rows - GRID_ROWS) {
        char more[64];
        (void)snprintf(more, sizeof(more), "(%d more: 'check' and 'why' say them)", left_out);
        place.style = STYLE_BOLD;
        place.row += canvas_put_wrapped(canvas, place, SENTENCE_INDENT, 1, more);
    }
    body->rows -= place.row - body->row;
    body->row = place.row;
}

/* ---- footer ---- */

static void add_footer(struct text *out, const struct snapshot *snapshot, const struct view *view,
                       const struct frame_facts *facts)
{
    if (view->question != QUESTION_NONE)
        text_add_format(out, "%s the fleet? y or n",
                        view->question == QUESTION_PAUSE ? "Pause" : "Resume");
    else if (view->typing)
        text_add_format(out, "State to show: %s_", view->typed);
    else if (facts->lost)
        text_add_format(out, "%.8s The database does not answer, trying again: %s",
                        strlen(facts->now) == 20 ? facts->now + 11 : "", facts->lost);
    else if (*view->note)
        text_add(out, view->note);
    else if (view->cursor.year != 0)
        text_add_format(out, "%s %s", month_text(view->cursor).text,
                        look_forms[snapshot_look(snapshot, view->cursor)].label);
}

static void draw_footer(struct canvas *canvas, const struct snapshot *snapshot,
                        const struct view *view, const struct frame_facts *facts)
{
    CLEANUP(text_done) struct text left = {0}, right = {0};
    const int row = canvas->height - 1;
    const bool speaks = view->question != QUESTION_NONE || view->typing || facts->lost;
    add_footer(&left, snapshot, view, facts);
    if (view->filter != 0)
        text_add_format(&right, "only %s  ", looks_name(view->filter));
    if (strlen(facts->now) == 20)
        text_add_format(&right, "%.8s UTC  ", facts->now + 11);
    if (canvas->width >= 100)
        text_add_format(&right, "%s  ", facts->server);
    text_add(&right, "? help  q quit");
    for (int i = 0; i < canvas->width; i++)
        canvas_put(canvas, (struct place){row, i, canvas->width, STYLE_REVERSE}, " ");
    const int width = text_width(text_of(&right));
    const bool both = text_width(text_of(&left)) + 2 + width <= canvas->width;
    struct place place = {row, 0, canvas->width, STYLE_REVERSE};
    if (both || speaks || *view->note)
        canvas_put(canvas, place, text_of(&left));
    place.column = canvas->width > width ? canvas->width - width : 0;
    if (both || !(speaks || *view->note))
        canvas_put(canvas, place, text_of(&right));
}

/* ---- the grid ---- */

static void draw_grid(struct canvas *canvas, const struct snapshot *snapshot,
                      const struct view *view, struct body *body, bool utf8)
{
    struct grid grid = {.row = body->row, .end = canvas->width, .utf8 = utf8};
    const int years = snapshot->last_year - snapshot->first_year + 1;
    const int named = GRID_YEAR * years > YEAR_WIDTH ? GRID_YEAR * years : YEAR_WIDTH;
    const int whole = GRID_LABEL + named;
    const bool beside = canvas->width >= whole + LEGEND_WIDTH || canvas->width >= 80;
    if (beside && grid.end > whole + 2)
        grid.end = whole + LEGEND_WIDTH <= canvas->width ? whole : canvas->width - LEGEND_WIDTH;
    else if (beside)
        grid.end = canvas->width - LEGEND_WIDTH;
    grid_fit(&grid, snapshot, view->cursor.year);
    grid_fit_rows(&grid, body->rows, view->cursor.month);
    grid_draw(canvas, &grid, snapshot, view);
    int rows = grid.months + (grid.headed ? 1 : 0);
    struct grid legend = {
        .row = body->row, .column = grid.end + 1, .end = canvas->width, .utf8 = utf8};
    if (!beside) {
        legend.column = 0;
        legend.row = body->row + rows;
    }
    if (beside)
        (void)grid_legend(canvas, &legend, snapshot, rows, /* side_by_side= */ false);
    else if (body->rows > rows + 1) /* a row is left for the panels */
        rows += grid_legend(canvas, &legend, snapshot, body->rows - rows > 2 ? 2 : 1,
                            /* side_by_side= */ true);
    body->row += rows;
    body->rows -= rows;
}

/* ---- pages and panels ---- */

/* A page scrolls: it is drawn as a whole, and the lines of the screen are taken from it. */
static void draw_page(struct canvas *canvas, const struct body *body, struct view *view,
                      const char *title, const char *lines)
{
    CLEANUP(text_done) struct text all = {0};
    int count = 1;
    text_add_wrapped(&all, lines, 0, 0, canvas->width);
    for (const char *at = text_of(&all); (at = strchr(at, '\n')); at++)
        count++;
    const int most = count > body->rows - 1 ? count - (body->rows - 1) : 0;
    view->scroll = view->scroll > most ? most : view->scroll;
    canvas_put(canvas, (struct place){body->row, 0, canvas->width, STYLE_BOLD}, title);
    const char *line = text_of(&all);
    for (int row = -view->scroll; row < body->rows - 1 && *line; row++) {
        const size_t bytes = strcspn(line, "\n");
        CLEANUP(text_done) struct text one = {0};
        text_add_bytes(&one, line, bytes);
        if (row >= 0)
            canvas_put(canvas, (struct place){body->row + 1 + row, 0, canvas->width, STYLE_PLAIN},
                       text_of(&one));
        line += bytes + (line[bytes] != '\0');
    }
}

static void draw_panels(struct canvas *canvas, const struct snapshot *snapshot,
                        const struct body *body, const char *today)
{
    int parts = canvas->width / PANEL_WIDTH;
    const int most = panel_count(snapshot) < PARTS_MAX ? panel_count(snapshot) : PARTS_MAX;
    parts = parts > most ? most : parts;
    parts = parts < 1 ? 1 : parts;
    const int width = canvas->width / parts;
    for (int part = 0; part < parts; part++) {
        const struct panel_area area = {.row = body->row,
                                        .column = part * width,
                                        .end = (part + 1) * width - (part + 1 < parts ? 2 : 0),
                                        .rows = body->rows,
                                        .today = today};
        panel_draw(canvas, &area, snapshot, part, parts);
    }
}

static void draw_below(struct canvas *canvas, const struct snapshot *snapshot, struct view *view,
                       const struct body *body, const char *today)
{
    char title[96];
    if (body->rows <= 0)
        return;
    if (view->page == PAGE_HELP) {
        draw_page(canvas, body, view, "Keys (Esc goes back)", help);
    } else if (view->page == PAGE_MONTH) {
        (void)snprintf(title, sizeof(title), "%s (Esc goes back; 'show %s' says more)",
                       month_text(view->cursor).text, month_text(view->cursor).text);
        draw_page(canvas, body, view, title, snapshot->detail ? snapshot->detail : "…");
    } else {
        draw_panels(canvas, snapshot, body, today);
    }
}

/* Is there room for what is wrong and the grid? A screen that is not low does without panels. */
static bool has_room_for_both(const struct canvas *canvas, const struct snapshot *snapshot,
                              const struct body *body, bool page)
{
    const int rest = body->rows - rows_needed(snapshot, canvas->width);
    if (page)
        return rest >= GRID_ROWS + 6;
    return rest >= (canvas->height < LOW ? GRID_ROWS + 2 : GRID_MONTHS);
}

void frame_draw(struct canvas *canvas, const struct snapshot *snapshot, struct view *view,
                const struct frame_facts *facts)
{
    struct body body = {.row = 1, .rows = canvas->height - 2};
    char today[11];
    text_copy(today, sizeof(today), facts->now);
    if (canvas->height < 1)
        return;
    draw_title(canvas, snapshot, facts);
    if (canvas->height < 2)
        return;
    const bool page = view->page != PAGE_OVERVIEW;
    const bool both = has_room_for_both(canvas, snapshot, &body, page);
    const bool grid = snapshot->first_year != 0 && (both || (!page && view->grid_only));
    if ((both || !grid) && !(page && canvas->height < LOW))
        draw_sentences(canvas, snapshot, &body);
    if (grid && body.rows > 0)
        draw_grid(canvas, snapshot, view, &body, facts->utf8);
    draw_below(canvas, snapshot, view, &body, today);
    draw_footer(canvas, snapshot, view, facts);
}
