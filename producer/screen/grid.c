/* grid.c: a cell is a glyph and a blank. Where a filter is set, only its months have a glyph. */
#include "screen/grid.h"

#include <stdio.h>
#include <string.h>

#include "core/text_width.h"

#define LABELLED 5 /* every fifth year has its number above it */

static const char *glyph(enum look look, bool utf8)
{
    return utf8 ? look_forms[look].glyph : look_forms[look].ascii;
}

void grid_fit(struct grid *grid, const struct snapshot *snapshot, int cursor)
{
    const int fit = (grid->end - grid->column - GRID_LABEL) / GRID_YEAR;
    const int room = fit > 0 ? fit : 1;
    grid->first = snapshot->first_year;
    grid->last = snapshot->last_year;
    if (grid->last - grid->first < room)
        return;
    grid->last = cursor > 0 && cursor + room / 2 < grid->last ? cursor + room / 2 : grid->last;
    if (grid->last - room + 1 > grid->first)
        grid->first = grid->last - room + 1;
    else
        grid->last = grid->first + room - 1;
}

void grid_fit_rows(struct grid *grid, int rows, int cursor)
{
    grid->headed = rows >= GRID_ROWS;
    grid->months = rows < GRID_MONTHS ? rows : GRID_MONTHS;
    grid->first_month = cursor - grid->months / 2;
    if (grid->first_month > GRID_MONTHS - grid->months + 1)
        grid->first_month = GRID_MONTHS - grid->months + 1;
    if (grid->first_month < 1)
        grid->first_month = 1;
}

static int column_of(const struct grid *grid, int year)
{
    return grid->column + GRID_LABEL + (year - grid->first) * GRID_YEAR;
}

static void draw_years(struct canvas *canvas, const struct grid *grid)
{
    int free = 0;
    for (int year = grid->first; year <= grid->last; year++) {
        char digits[12];
        const int column = column_of(grid, year);
        const bool first_of_few = year == grid->first && grid->last - year < LABELLED;
        if ((year % LABELLED != 0 && !first_of_few) || column < free || column + 4 > grid->end)
            continue;
        (void)snprintf(digits, sizeof(digits), "%d", year);
        free =
            canvas_put(canvas, (struct place){grid->row, column, grid->end, STYLE_PLAIN}, digits) +
            1;
    }
}

static void draw_month(struct canvas *canvas, const struct grid *grid, struct place place,
                       enum look look)
{
    if (place.style & STYLE_REVERSE) /* so that the cursor is seen where no month is */
        canvas_put(canvas, place, look == LOOK_NONE ? " " : glyph(look, grid->utf8));
    else if (look != LOOK_NONE)
        canvas_put(canvas, place, glyph(look, grid->utf8));
}

void grid_draw(struct canvas *canvas, const struct grid *grid, const struct snapshot *snapshot,
               const struct view *view)
{
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (snapshot->first_year == 0)
        return;
    if (grid->headed)
        draw_years(canvas, grid);
    for (int i = 0; i < grid->months; i++) {
        const int month = grid->first_month + i;
        const int row = grid->row + i + (grid->headed ? 1 : 0);
        canvas_put(canvas, (struct place){row, grid->column, grid->end, STYLE_PLAIN},
                   names[month - 1]);
        for (int year = grid->first; year <= grid->last; year++) {
            enum look look = snapshot_look(snapshot, (struct month){year, month});
            const bool here = view && view->cursor.year == year && view->cursor.month == month;
            if (view && view->filter != 0 && (LOOK_BIT(look) & view->filter) == 0)
                look = LOOK_NONE;
            draw_month(canvas, grid,
                       (struct place){row, column_of(grid, year), grid->end,
                                      look_forms[look].style | (here ? STYLE_REVERSE : 0)},
                       look);
        }
    }
}

static void add_entry(struct text *out, const struct snapshot *snapshot, enum look look)
{
    text_add_format(out, "%s %lld", look_forms[look].label, (long long)snapshot->counts[look]);
}

int grid_legend(struct canvas *canvas, const struct grid *grid, const struct snapshot *snapshot,
                int rows, bool side_by_side)
{
    int row = 0, column = grid->column;
    for (enum look look = LOOK_NONE + 1; look < LOOKS; look++) {
        CLEANUP(text_done) struct text entry = {0};
        if (snapshot->counts[look] == 0)
            continue;
        add_entry(&entry, snapshot, look);
        const int width = 2 + text_width(text_of(&entry));
        if (column > grid->column && (!side_by_side || column + width > grid->end)) {
            row++;
            column = grid->column;
        }
        if (row >= rows)
            return rows;
        struct place place = {grid->row + row, column, grid->end, look_forms[look].style};
        canvas_put(canvas, place, glyph(look, grid->utf8));
        place.column += 2;
        place.style = STYLE_PLAIN;
        canvas_put(canvas, place, text_of(&entry));
        column += width + 2;
    }
    return column > grid->column ? row + 1 : row;
}
