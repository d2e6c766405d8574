/* verdicts.h: what a check says, a verdict on each thing that it looked at, and how
 * monitoring systems and people read it. */
#pragma once
#include "core/error.h"

/* The numbers are the exit codes of monitoring plugins. Critical is worse than unknown. */
enum verdict_state {
    VERDICT_OK = 0,
    VERDICT_WARNING = 1,
    VERDICT_CRITICAL = 2,
    VERDICT_UNKNOWN = 3, /* it could not be looked at */
};

/* Texts may be NULL, but name and summary. */
struct verdict {
    enum verdict_state state;
    const char *name;                /* one word, the same for ever: "dead_letters" */
    const char *subject;             /* what it is about: a provider, a month */
    const char *summary;             /* a sentence, without a point at its end */
    const char *since;               /* ISO 8601 */
    const char *value, *warn, *crit; /* numbers; of performance data */
};

struct verdicts {
    struct verdict *items;
    size_t count;
    const char *all_well; /* what the first line says when nothing is wrong; a literal */
};
void verdicts_done(struct verdicts *verdicts);
CLEANUP_STRUCT(struct verdicts, verdicts_done)

/** Add a verdict, whose texts are copied. */
void verdicts_add(struct verdicts *verdicts, const struct verdict *verdict) NONNULL_ALL;

/** The state of the worst, which decides the exit code. */
enum verdict_state verdicts_worst(const struct verdicts *verdicts) NONNULL_ALL;

/* How much is printed. */
enum verdicts_detail {
    VERDICTS_ONE_LINE, /* the first line only */
    VERDICTS_USUAL,    /* and a line for each verdict, but for values that are as they should be */
    VERDICTS_ALL,
};

/** Print as monitoring plugins do: the worst state with its sentence, then a line each, the worst
 *  first.
 *  in    performance  append the values to the first line, behind a '|' */
void verdicts_print(const struct verdicts *verdicts, enum verdicts_detail detail, bool performance)
    NONNULL_ALL;

/** Print all of them as one JSON document. */
void verdicts_print_json(const struct verdicts *verdicts) NONNULL_ALL;
