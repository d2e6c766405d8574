/* command_dlq_select.h: the dead letters that a command changes: those that it names by their
 * numbers, or all that fit its filters. */
#pragma once
#include "commands/command_dlq_filter.h"

struct letter_selection {
    struct sql_array ids; /* where letters are named */
    int64_t named;        /* how many numbers were typed; 0: the filters select */
    int64_t first;        /* the first of them */
    const char *state;    /* of letters that filters select; NULL: any */
};
void letter_selection_done(struct letter_selection *selection);
CLEANUP_STRUCT(struct letter_selection, letter_selection_done)

/* What the options --all and --yes of such a command are read into. */
extern bool letter_all, letter_yes;

#define OPTIONS_LETTER_SELECTION                                                                   \
    OPTIONS_LETTER_FILTER,                                                                         \
        {.name = "all",                                                                            \
         .kind = CLI_FLAG,                                                                         \
         .value = &letter_all,                                                                     \
         .help = "where no letter and no filter is given: every letter"},                          \
    {                                                                                              \
        .name = "yes", .kind = CLI_FLAG, .value = &letter_yes,                                     \
        .help = "do it; without it, filters only show what would be done"                          \
    }

/** Read which letters a command means, from its operands, or from the filters.
 *  in    state  that filters look for; NULL: any
 *  err   USAGE an operand is no number; letters and filters are given, or neither */
bool letter_selection_read(const struct operands *operands, const char *state,
                           struct letter_selection *ret, struct error *err)
    __attribute__((nonnull(1, 3, 4))) MUST_CHECK;

/** Does the archive hold every letter that is named?
 *  out   DONE it does | NOTHING it does not: the error names them | BY_ERROR
 *  err   MISSING some are not there | as database_run */
int letter_selection_check(struct database *db, struct letter_selection *selection,
                           struct error *err) NONNULL_ALL MUST_CHECK;

/** No letter fits the filters. Say why.
 *  out   NOTHING | BY_ERROR
 *  err   MISSING the group that is named has no letter at all | USAGE none fits | as
 *        database_run */
int letter_selection_nothing(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;

/** Add what was asked for, as JSON that an operation keeps. */
void letter_selection_json(struct text *out, struct letter_selection *selection) NONNULL_ALL;

/* The selection in the order of the statements' parameters: the letters, the state, the filters. */
#define LETTER_SELECTION_PARAMS(selection)                                                         \
    letter_selection_ids(selection), sql_text((selection)->state),                                 \
        LETTER_FILTER_PARAMS(&letter_filter)
struct sql_param letter_selection_ids(struct letter_selection *selection) NONNULL_ALL;
