/* panel.c: one function for the sentence of each panel, and one that shares out the rows. */
#include "screen/panel.h"

#include <stdio.h>
#include <string.h>

#include "core/text_width.h"
#include "shared/output.h"

#define LABEL 11 /* columns of a panel's name */
#define INDENT 2

static const char *const labels[PANELS] = {
    [PANEL_PROVIDERS] = "Providers", [PANEL_CONSUMERS] = "Consumers", [PANEL_ORDERS] = "Orders",
    [PANEL_ISBNS] = "ISBNs",         [PANEL_EVENTS] = "Events",       [PANEL_LETTERS] = "Dead",
};

/* ---- sentences ---- */

void panel_time(struct text *out, const char *time, const char *today)
{
    if (strlen(time) != 20)
        return;
    if (strncmp(time, today, 10) == 0 && *today)
        text_add_format(out, "%.8s", time + 11);
    else
        text_add_format(out, "%.10s %.8s%s", time, time + 11, *today ? "" : " UTC");
}

static void add_time(struct text *out, const char *word, const char *time, const char *today)
{
    if (!*time)
        return;
    text_add_format(out, " %s ", word);
    panel_time(out, time, today);
}

static void add_calls(struct text *out, const struct item *item)
{
    if (item->limit > 0)
        text_add_format(out, "%lld of %lld calls today, %lld %%", (long long)item->used,
                        (long long)item->limit, (long long)(item->used * 100 / item->limit));
    else if (item->used >= 0)
        text_add_format(out, "%s today", output_count(item->used, "call", "calls"));
}

/* What is waited for is no provider: its name tells by a blank or a point. */
static int add_budget(struct text *out, const struct item *item, const char *today)
{
    text_add_format(out, "%s%s is SPENT; %s for it", item->name,
                    strchr(item->name, ' ') ? "'s budget" : "",
                    output_count(item->number, "month waits", "months wait"));
    add_time(out, "since", item->since, today);
    add_time(out, "until", item->until, today);
    return STYLE_BAD;
}

static int add_provider(struct text *out, const struct item *item, const char *today)
{
    if (strcmp(item->state, "budget") == 0)
        return add_budget(out, item, today);
    const bool closed = strcmp(item->state, "closed") == 0;
    const bool failing = strcmp(item->state, "failing") == 0;
    const bool open = !closed && !failing;
    if (open && item->number == 0) {
        text_add_format(out, "%s is open: ", item->name);
        add_calls(out, item);
        return STYLE_PLAIN;
    }
    text_add_format(out, "%s is %s", item->name, closed ? "CLOSED" : failing ? "FAILING" : "open");
    if (!open) {
        add_time(out, "since", item->since, today);
        add_time(out, "until", item->until, today);
    }
    text_add_format(out, "%s%s", *item->words && !open ? ": " : "", open ? "" : item->words);
    if (item->number == 0)
        return STYLE_BAD;
    text_add_format(out, "; %s for it", output_count(item->number, "month waits", "months wait"));
    if (open) {
        add_time(out, "since", item->since, today);
        add_time(out, "until", item->until, today);
        text_add_format(out, "%s%s", *item->words ? ": " : "", item->words);
    }
    return open ? STYLE_WAITS : STYLE_BAD;
}

static int add_consumer(struct text *out, const struct item *item, const char *today)
{
    const bool silent = strcmp(item->state, "silent") == 0;
    text_add_format(out, "%s %s", item->name, silent ? "is NOT HEARD OF" : "runs");
    add_time(out, "since", silent ? item->until : item->since, today);
    text_add_format(out, ", %s", output_count(item->number, "month", "months"));
    if (*item->words)
        text_add_format(out, ": %s", item->words);
    return silent ? STYLE_BAD : item->number > 0 ? STYLE_BUSY : STYLE_PLAIN;
}

static int add_order(struct text *out, const struct item *item, const char *today)
{
    const bool paused = strcmp(item->state, "paused") == 0;
    const bool spent = strcmp(item->state, "spent") == 0;
    text_add_format(out, "%s%s: %s; %lld taken, %lld left", item->name,
                    paused  ? " is PAUSED"
                    : spent ? " has SPENT its budget"
                            : "",
                    item->words, (long long)item->number, (long long)item->total);
    if (spent)
        return STYLE_WAITS;
    text_add(out, ",");
    add_time(out, strcmp(item->state, "due") == 0 ? "waits for a consumer since" : "goes on",
             item->since, today);
    if (*item->until)
        text_add_format(out, "%s ends about %.10s", *item->since ? "," : "", item->until);
    return paused ? STYLE_WAITS : STYLE_PLAIN;
}

/* Its words are the stages; how many wait is the last of them. */
static int add_isbns(struct text *out, const struct item *item, const char *today)
{
    text_add(out, item->words);
    if (item->number == 0)
        return STYLE_PLAIN;
    text_add(out, ", the oldest");
    add_time(out, "since", item->since, today);
    text_add_format(out, ": 'show %s'", item->name);
    return STYLE_PLAIN;
}

static int add_event(struct text *out, const struct item *item, const char *today)
{
    panel_time(out, item->since, today);
    text_add_format(out, " %s %s", item->name, item->words);
    return strcmp(item->state, "bad") == 0 ? STYLE_BAD : STYLE_PLAIN;
}

static int add_letters(struct text *out, const struct item *item, const char *today)
{
    text_add_format(out, "%lld letters in group %s", (long long)item->number, item->name);
    add_time(out, "since", item->since, today);
    text_add_format(out, ": %s", item->words);
    return STYLE_BAD;
}

int panel_text(struct text *out, const struct item *item, const char *today)
{
    switch (item->panel) {
    case PANEL_PROVIDERS:
        return add_provider(out, item, today);
    case PANEL_CONSUMERS:
        return add_consumer(out, item, today);
    case PANEL_ORDERS:
        return add_order(out, item, today);
    case PANEL_ISBNS:
        return add_isbns(out, item, today);
    case PANEL_EVENTS:
        return add_event(out, item, today);
    case PANEL_LETTERS:
        return add_letters(out, item, today);
    case PANELS:
        break;
    }
    UNREACHABLE("a panel that is none");
}

/* ---- rows ---- */

/* The most lines that one thing of a panel may take, which is what a service's error needs. */
static int lines_max(enum panel panel)
{
    return panel == PANEL_PROVIDERS ? 6 : 4;
}

static int lines_of(const struct item *item, const struct panel_area *area)
{
    CLEANUP(text_done) struct text text = {0}, lines = {0};
    int count = 1;
    (void)panel_text(&text, item, area->today);
    text_add_wrapped(&lines, text_of(&text), 0, INDENT, area->end - area->column - LABEL);
    for (const char *at = text_of(&lines); (at = strchr(at, '\n')); at++)
        count++;
    return count < lines_max(item->panel) ? count : lines_max(item->panel);
}

/* How many rows each panel gets, and up to which item it has been served. */
struct shares {
    int rows; /* that are left */
    int gets[PANELS];
    size_t next[PANELS];
};

/* The rows of the next item of a panel; 0: it has no more. */
static int next_lines(struct shares *shares, const struct panel_area *area,
                      const struct snapshot *snapshot, enum panel panel)
{
    while (shares->next[panel] < snapshot->count &&
           snapshot->items[shares->next[panel]].panel != panel)
        shares->next[panel]++;
    return shares->next[panel] < snapshot->count
               ? lines_of(&snapshot->items[shares->next[panel]], area)
               : 0;
}

static bool has_items(const struct snapshot *snapshot, enum panel panel)
{
    for (size_t i = 0; i < snapshot->count; i++)
        if (snapshot->items[i].panel == panel)
            return true;
    return false;
}

int panel_count(const struct snapshot *snapshot)
{
    int count = 0;
    for (enum panel i = 0; i < PANELS; i++)
        count += has_items(snapshot, i);
    return count;
}

/* The panels that have something are dealt out to the parts in turn. */
static bool is_of_part(const struct snapshot *snapshot, enum panel panel, int part, int parts)
{
    int rank = 0;
    for (enum panel i = 0; i < panel; i++)
        rank += has_items(snapshot, i);
    return has_items(snapshot, panel) && rank % parts == part;
}

/* Give a panel the rows of its next item, where that has room as a whole; of its first one what
 * there is, because panels stand in the order of their worth. */
static bool serve(struct shares *shares, const struct panel_area *area,
                  const struct snapshot *snapshot, enum panel panel)
{
    const int lines = next_lines(shares, area, snapshot, panel);
    const bool fits = lines > 0 && lines <= shares->rows;
    const bool first = lines > 0 && shares->gets[panel] == 0;
    const int given = fits ? lines : first ? shares->rows : 0;
    shares->gets[panel] += given;
    shares->rows -= given;
    shares->next[panel] = fits ? shares->next[panel] + 1 : snapshot->count;
    return fits;
}

static void share_out(struct shares *shares, const struct panel_area *area,
                      const struct snapshot *snapshot, int part, int parts)
{
    shares->rows = area->rows;
    for (bool any = true; any && shares->rows > 0;) {
        any = false;
        for (enum panel i = 0; i < PANELS && shares->rows > 0; i++)
            if (is_of_part(snapshot, i, part, parts) && serve(shares, area, snapshot, i))
                any = true;
    }
}

/* Say how many items have no room: below the panel's name, or at the end of its only line. */
static void draw_left_out(struct canvas *canvas, const struct panel_area *area, int left_out)
{
    char more[32];
    const bool below = area->rows > 1;
    (void)snprintf(more, sizeof(more), below ? "(+%d)" : " (+%d)", left_out);
    const int column = below ? area->column : area->end - (int)strlen(more);
    canvas_put(canvas, (struct place){area->row + (below ? 1 : 0), column, area->end, STYLE_BOLD},
               more);
}

static void draw_panel(struct canvas *canvas, const struct panel_area *area,
                       const struct snapshot *snapshot, enum panel panel)
{
    int row = 0, left_out = 0;
    canvas_put(canvas,
               (struct place){area->row, area->column, area->column + LABEL - 1, STYLE_BOLD},
               labels[panel]);
    for (size_t i = 0; i < snapshot->count; i++) {
        const struct item *item = &snapshot->items[i];
        CLEANUP(text_done) struct text text = {0};
        if (item->panel != panel)
            continue;
        if (left_out > 0 || (row > 0 && row + lines_of(item, area) > area->rows)) {
            left_out++;
            continue;
        }
        const int style = panel_text(&text, item, area->today);
        const int most = area->rows - row < lines_max(panel) ? area->rows - row : lines_max(panel);
        row += canvas_put_wrapped(
            canvas, (struct place){area->row + row, area->column + LABEL, area->end, style}, INDENT,
            most, text_of(&text));
    }
    if (left_out > 0)
        draw_left_out(canvas, area, left_out);
}

void panel_draw(struct canvas *canvas, const struct panel_area *area,
                const struct snapshot *snapshot, int part, int parts)
{
    struct shares shares = {.gets = {0}};
    struct panel_area own = *area;
    if (area->end - area->column <= LABEL + INDENT + 1)
        return;
    share_out(&shares, area, snapshot, part, parts);
    for (enum panel i = 0; i < PANELS; i++) {
        own.rows = shares.gets[i];
        if (own.rows > 0)
            draw_panel(canvas, &own, snapshot, i);
        own.row += own.rows;
    }
}
