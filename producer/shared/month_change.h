/* month_change.h: what cancel, unhold and reset share: months are named one by one, which is done
 * at once, or chosen by a range and filters, which is only said unless --yes is given. They are
 * locked by one statement and changed by a second one, which keeps what it did as an operation. */
#pragma once
#include "shared/command.h"
#include "shared/operation.h"

/* What the options of a command are read into. */
struct month_filter {
    struct range range;
    const char *status, *class, *stage; /* NULL: any */
    const char *why;
    bool yes;
};
extern struct month_filter month_filter; /* a process carries out one command */

/* What is done. The statement has the parameters months, who, why, request, and older_ms where it
 * is not negative; the first columns of its answer are month, previous_status, result, changed,
 * operation. */
struct month_change {
    const char *what; /* of month_lock.sql */
    const char *verb; /* "cancel": "would cancel 3 months" */
    const char *done; /* "cancelled and held": "3 months are …" */
    /* The same where the results of some are others than done; NULL: done holds of all. */
    const char *done_otherwise;
    const char *lacking; /* "can be cancelled": "nothing selected: no month …" */
    const struct sql *statement;
    const struct column *columns;
    size_t column_count;
    int64_t older_ms; /* -1: the statement does not ask */
    bool all;         /* without months, range and filter it means all months */
    bool sends;       /* what it changed is announced: the outbox is relayed */
};

#define OPTIONS_MONTH_FILTER                                                                       \
    OPTION_FROM(&month_filter.range.from), OPTION_TO(&month_filter.range.to),                      \
        OPTION_CLASS(&month_filter.class, "months whose last error is of this class"),             \
        {.name = "stage",                                                                          \
         .kind = CLI_CHOICE,                                                                       \
         .value = &month_filter.stage,                                                             \
         .choices = "none|answered|generated|resolved",                                            \
         .help = "months of which so much is stored"},                                             \
        OPTION_WHY(&month_filter.why),                                                             \
    {                                                                                              \
        .name = "yes", .kind = CLI_FLAG, .value = &month_filter.yes,                               \
        .help = "do it; without it a range or a filter only says what would be done"               \
    }

/** Change the months that the command line names, or say which it would change.
 *  out   the exit code: DONE | NOTHING, PARTLY of the months that were named not all changed |
 *        as relay_drain */
int month_change_perform(struct context *context, const struct operands *operands,
                         const struct month_change *change, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Add how many months of a range are in which state, for a selection that is empty: "3 failed, 1
 *  held", or that it holds no month.
 *  err   as database_run */
bool month_counts_add(struct context *context, struct range range, struct text *ret,
                      struct error *err) NONNULL_ALL MUST_CHECK;
