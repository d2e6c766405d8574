/* look.h: how a thing looks on a screen: the states of a month, each with a glyph and a colour,
 * and the styles that text may have. A state is never told by its colour alone. */
#pragma once
#include "core/base.h"

/* Styles. Colours are those of the terminal's own palette; the background is always its own. */
enum style {
    STYLE_PLAIN,
    STYLE_GOOD,
    STYLE_BUSY,
    STYLE_READY,
    STYLE_WAITS,
    STYLE_BAD,
    STYLES,
    STYLE_COLOUR = 0x0f, /* the bits that hold one of the above */
    STYLE_BOLD = 0x10,
    STYLE_REVERSE = 0x20,
};

/* The states of a month, as status_frame.sql names them. */
enum look {
    LOOK_NONE, /* it is not in the table */
    LOOK_NOT_DUE,
    LOOK_PENDING,
    LOOK_HELD,
    LOOK_QUEUED,
    LOOK_PROCESSING,
    LOOK_STUCK,
    LOOK_RETRY,
    LOOK_WAITING,
    LOOK_COMPLETED,
    LOOK_PARTIAL,
    LOOK_EMPTY,
    LOOK_FAILED,
    LOOKS,
};

struct look_form {
    const char *state; /* as the statement says it, and as one types it */
    const char *label; /* in the legend */
    const char *glyph, *ascii;
    int style;
};
extern const struct look_form look_forms[LOOKS];

/** The look of a state. LOOK_NONE: there is no such state. */
enum look look_of_state(const char *state) NONNULL_ALL;

/* A set of looks has a bit for each. */
#define LOOK_BIT(look) (1U << (look))

/** The looks whose state or label begins so, and those of a status of the table that does: a month
 *  in retry waits for a try or for a provider. 0: none. */
unsigned looks_typed(const char *beginning) NONNULL_ALL;

/** What a set of looks is called: the label of one, the name of a status, or "several states". */
const char *looks_name(unsigned looks);

/** Add the escape sequence that switches to a style, from any other.
 *  in    colour  false: bold and reverse only */
struct text;
void look_add_style(struct text *out, int style, bool colour) NONNULL_ALL;
