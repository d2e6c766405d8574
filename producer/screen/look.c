/* look.c: the table of looks. The glyphs are of the set that even a console's font has; the
 * letters beside them are for terminals without UTF-8. */
#include "screen/look.h"

#include <string.h>

#include "core/text.h"

const struct look_form look_forms[LOOKS] = {
    [LOOK_NONE] = {"", "not in the table", " ", " ", STYLE_PLAIN},
    [LOOK_NOT_DUE] = {"not_due", "not due yet", "-", "-", STYLE_PLAIN},
    [LOOK_PENDING] = {"pending", "pending", "·", ".", STYLE_PLAIN},
    [LOOK_HELD] = {"held", "held", "=", "=", STYLE_WAITS},
    [LOOK_QUEUED] = {"queued", "queued", "○", "o", STYLE_READY},
    [LOOK_PROCESSING] = {"processing", "being worked on", "►", ">", STYLE_BUSY | STYLE_BOLD},
    [LOOK_STUCK] = {"stuck", "stuck", "!", "!", STYLE_BAD | STYLE_BOLD},
    [LOOK_RETRY] = {"retry", "waits for a retry", "~", "~", STYLE_WAITS},
    [LOOK_WAITING] = {"waiting", "waits for provider", "w", "w", STYLE_WAITS | STYLE_BOLD},
    [LOOK_COMPLETED] = {"completed", "completed", "■", "#", STYLE_GOOD},
    [LOOK_PARTIAL] = {"partial", "completed in part", "▄", "%", STYLE_GOOD},
    [LOOK_EMPTY] = {"empty", "completed, no books", "□", "0", STYLE_GOOD},
    [LOOK_FAILED] = {"failed", "failed", "x", "X", STYLE_BAD | STYLE_BOLD},
};

enum look look_of_state(const char *state)
{
    for (enum look look = LOOK_NONE + 1; look < LOOKS; look++)
        if (strcmp(look_forms[look].state, state) == 0)
            return look;
    return LOOK_NONE;
}

/* The status of a month as the table has it, where its months look in several ways. */
static const struct {
    const char *name;
    unsigned looks;
} statuses[] = {
    {"pending", LOOK_BIT(LOOK_PENDING) | LOOK_BIT(LOOK_NOT_DUE) | LOOK_BIT(LOOK_HELD)},
    {"processing", LOOK_BIT(LOOK_PROCESSING) | LOOK_BIT(LOOK_STUCK)},
    {"retry", LOOK_BIT(LOOK_RETRY) | LOOK_BIT(LOOK_WAITING)},
    {"completed", LOOK_BIT(LOOK_COMPLETED) | LOOK_BIT(LOOK_PARTIAL) | LOOK_BIT(LOOK_EMPTY)},
};

unsigned looks_typed(const char *beginning)
{
    const size_t length = strlen(beginning);
    unsigned looks = 0;
    for (enum look look = LOOK_NONE + 1; length > 0 && look < LOOKS; look++)
        if (strncmp(look_forms[look].state, beginning, length) == 0 ||
            strncmp(look_forms[look].label, beginning, length) == 0)
            looks |= LOOK_BIT(look);
    for (size_t i = 0; length > 0 && i < ARRAY_LEN(statuses); i++)
        if (strncmp(statuses[i].name, beginning, length) == 0)
            looks |= statuses[i].looks;
    return looks;
}

const char *looks_name(unsigned looks)
{
    for (enum look look = LOOK_NONE + 1; look < LOOKS; look++)
        if (looks == LOOK_BIT(look))
            return look_forms[look].label;
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
        if (looks == statuses[i].looks)
            return statuses[i].name;
    return "several states";
}

void look_add_style(struct text *out, int style, bool colour)
{
    static const char *const colours[STYLES] = {
        [STYLE_PLAIN] = "",    [STYLE_GOOD] = ";32",  [STYLE_BUSY] = ";36",
        [STYLE_READY] = ";35", [STYLE_WAITS] = ";33", [STYLE_BAD] = ";31",
    };
    text_add_format(out, "\033[0%s%s%sm", style & STYLE_BOLD ? ";1" : "",
                    style & STYLE_REVERSE ? ";7" : "", colour ? colours[style & STYLE_COLOUR] : "");
}
