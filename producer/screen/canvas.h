/* canvas.h: a picture of so many lines and columns of a terminal. What does not fit is not drawn,
 * so no line is ever wider. Nothing here writes to a terminal. */
#pragma once
#include "core/text.h"

enum { CANVAS_WIDTH_MAX = 1000, CANVAS_HEIGHT_MAX = 500, CELL_BYTES = 12 };

struct cell {
    char utf8[CELL_BYTES]; /* a character with what combines with it; "": a blank */
    unsigned char style;
    bool covered; /* by the wide character on its left */
};

struct canvas {
    int width, height;
    struct cell *cells; /* owned */
};
void canvas_init(struct canvas *ret, int width, int height) NONNULL_ALL;
void canvas_done(struct canvas *canvas);
CLEANUP_STRUCT(struct canvas, canvas_done)

/* Where a text is drawn. */
struct place {
    int row, column;
    int end;   /* the first column that is not its own */
    int style; /* of look.h */
};

/** Draw a printable text in one line; where it does not fit, its last column is "…".
 *  out   the column behind it */
int canvas_put(struct canvas *canvas, struct place place, const char *utf8) NONNULL_ALL;

/** Draw a text broken into lines, from place.row on and at most `rows` of them. Where it has more,
 *  the last one ends with "…".
 *  in    indent  of the lines behind the first
 *  out   the rows that it took */
int canvas_put_wrapped(struct canvas *canvas, struct place place, int indent, int rows,
                       const char *utf8) NONNULL_ALL;

/* What the terminal can show. */
struct canvas_means {
    bool styles; /* bold and reverse; colour is one, too */
    bool colour, utf8;
};

/** Add a line of the picture, without blanks at its end and without a line end. */
void canvas_line(const struct canvas *canvas, int row, struct canvas_means means, struct text *out)
    NONNULL_ALL;
