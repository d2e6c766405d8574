/* panel.h: the lines of what is not in the grid, as sentences. 'status' prints the same ones. */
#pragma once
#include "screen/canvas.h"
#include "screen/snapshot.h"

/** Add a line of a panel.
 *  in    today  "2026-11-29", so that times of it stand without their date; "": all have it
 *  out   the style that it has */
int panel_text(struct text *out, const struct item *item, const char *today) NONNULL_ALL;

/** Add a time of a snapshot, as panel_text does: "14:20:05" or "2026-11-28 14:20:05". */
void panel_time(struct text *out, const char *time, const char *today) NONNULL_ALL;

struct panel_area {
    int row, column, end, rows;
    const char *today;
};

/** How many panels have something to show. */
int panel_count(const struct snapshot *snapshot) NONNULL_ALL;

/** Draw those panels that have something, one below the other, as far as there is room: a thing
 *  each, then more for those that have more. What is left out is counted.
 *  in    part, parts  every so manyth panel, from this one on: columns side by side */
void panel_draw(struct canvas *canvas, const struct panel_area *area,
                const struct snapshot *snapshot, int part, int parts) NONNULL_ALL;
