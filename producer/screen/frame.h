/* frame.h: a whole picture of the screen: which parts of it are shown at its size, and where. */
#pragma once
#include "screen/canvas.h"
#include "screen/snapshot.h"
#include "screen/view.h"

struct frame_facts {
    const char *server; /* the database's, without login */
    const char *now;    /* 2026-11-29T14:20:05Z */
    const char *lost;   /* why the database does not answer, or NULL */
    bool utf8;
};

/** Draw a snapshot as the view wants it. Parts are left out rather than a size demanded. */
void frame_draw(struct canvas *canvas, const struct snapshot *snapshot, struct view *view,
                const struct frame_facts *facts) NONNULL_ALL;
