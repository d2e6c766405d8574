/* grid.h: years as columns of two cells, months as twelve rows. */
#pragma once
#include "screen/canvas.h"
#include "screen/snapshot.h"
#include "screen/view.h"

enum {
    GRID_ROWS = 13, /* the years, then twelve months */
    GRID_MONTHS = 12,
    GRID_LABEL = 4, /* columns of "Jan " */
    GRID_YEAR = 2,  /* columns of a year: some terminals draw these glyphs wide */
};

struct grid {
    int row, column, end;    /* where it stands: its first row, its columns */
    int first, last;         /* years */
    int first_month, months; /* twelve, or fewer where the rows are */
    bool headed;             /* the years stand above it */
    bool utf8;               /* which glyphs */
};

/** The years that fit into so many columns, the cursor's among them.
 *  in    cursor  a year; 0: the last ones
 *  out   ret->first, ret->last */
void grid_fit(struct grid *grid, const struct snapshot *snapshot, int cursor) NONNULL_ALL;

/** The months that fit into so many rows, the cursor's among them; the years stand above where
 *  there is room for all.
 *  in    cursor  a month, 1 to 12; 0: the first ones */
void grid_fit_rows(struct grid *grid, int rows, int cursor) NONNULL_ALL;

/** Draw it.
 *  in    view  its cursor and filter; NULL: none */
void grid_draw(struct canvas *canvas, const struct grid *grid, const struct snapshot *snapshot,
               const struct view *view) __attribute__((nonnull(1, 2, 3)));

/** Draw the looks that some month has, with their counts: a line each, or side by side.
 *  in    rows  at most so many
 *  out   the rows that it took */
int grid_legend(struct canvas *canvas, const struct grid *grid, const struct snapshot *snapshot,
                int rows, bool side_by_side) NONNULL_ALL;
