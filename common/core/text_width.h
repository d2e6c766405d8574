/* text_width.h: how many columns of a terminal a text takes, and texts made to fit into them.
 * Texts are printable already (text_add_printable). */
#pragma once
#include "core/text.h"

/** How many columns it takes. A character that combines with the one before it takes none. */
int text_width(const char *utf8) NONNULL_ALL;

/** The longest beginning that takes at most so many columns.
 *  out   its bytes: whole characters, each with what combines with it
 *        ret_columns  what it takes */
size_t text_fit(const char *utf8, int columns, int *ret_columns) NONNULL_ALL;

/** Add words, broken into lines of at most `width` columns. A word that is longer than a line is
 *  broken as well: nothing is left out.
 *  in    words   separated by single blanks; a newline among them stays one
 *        at      the column that the text's last line has reached
 *        indent  of the lines that follow, less than width
 *        width   0: lines are not broken */
void text_add_wrapped(struct text *out, const char *words, int at, int indent, int width)
    NONNULL_ALL;
