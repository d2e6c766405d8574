/* command_dlq_filter.h: which dead letters a command of 'dlq' looks at: the same options and the
 * same meaning in each. */
#pragma once
#include "io/database/database.h"
#include "shared/command.h"

struct letter_filter {
    const char *state; /* "all": any */
    const char *queue, *class, *text, *group;
    struct range months;
    int64_t since_ms, until_ms; /* before now; 0: open on this side */
};

/* What the options of a command are read into: a process carries out one command. */
extern struct letter_filter letter_filter;

#define LETTER_AGO_MAX_MS (36500LL * 86400000) /* a hundred years, which a timestamp can hold */

#define OPTION_LETTER_STATE                                                                        \
    {                                                                                              \
        .name = "state", .kind = CLI_CHOICE, .value = &letter_filter.state,                        \
        .choices = "open|replayed|discarded|closed|all|archived",                                  \
        .help = "letters in this state; archived is an older name of open", .preset = "open"       \
    }

#define OPTIONS_LETTER_FILTER                                                                      \
    {.name = "queue",                                                                              \
     .kind = CLI_STRING,                                                                           \
     .value = &letter_filter.queue,                                                                \
     .metavar = "NAME",                                                                            \
     .help = "from this dead-letter queue"},                                                       \
        OPTION_CLASS(&letter_filter.class, "with this class of error"),                            \
        OPTION_FROM(&letter_filter.months.from), OPTION_TO(&letter_filter.months.to),              \
        {.name = "since",                                                                          \
         .kind = CLI_DURATION,                                                                     \
         .value = &letter_filter.since_ms,                                                         \
         .metavar = "AGO",                                                                         \
         .min = 1000,                                                                              \
         .max = LETTER_AGO_MAX_MS,                                                                 \
         .help = "archived within this time, such as 7d"},                                         \
        {.name = "until",                                                                          \
         .kind = CLI_DURATION,                                                                     \
         .value = &letter_filter.until_ms,                                                         \
         .metavar = "AGO",                                                                         \
         .min = 1000,                                                                              \
         .max = LETTER_AGO_MAX_MS,                                                                 \
         .help = "archived longer ago than this"},                                                 \
        {.name = "text",                                                                           \
         .kind = CLI_STRING,                                                                       \
         .value = &letter_filter.text,                                                             \
         .metavar = "TEXT",                                                                        \
         .help = "with this in the error or the reason"},                                          \
    {                                                                                              \
        .name = "group", .kind = CLI_STRING, .value = &letter_filter.group, .metavar = "GROUP",    \
        .help = "of this group (see dlq groups)"                                                   \
    }

/** The state that --state names; NULL: any. */
const char *letter_filter_state_name(const struct letter_filter *filter) NONNULL_ALL;

/** The state, as a parameter of a statement; NULL: any. */
struct sql_param letter_filter_state(const struct letter_filter *filter) NONNULL_ALL;

/** The first and the last month, as parameters; NULL: letters without a month, too. */
struct sql_param letter_filter_from(const struct letter_filter *filter) NONNULL_ALL;
struct sql_param letter_filter_to(const struct letter_filter *filter) NONNULL_ALL;

/* The filters but the state, in the order of the statements' parameters: queue, class, first month,
 * last month, archived within and before (ms), text, group. They borrow the texts of the filter. */
#define LETTER_FILTER_PARAMS(filter)                                                               \
    sql_text((filter)->queue), sql_text((filter)->class), letter_filter_from(filter),              \
        letter_filter_to(filter), sql_int_or_null((filter)->since_ms, (filter)->since_ms > 0),     \
        sql_int_or_null((filter)->until_ms, (filter)->until_ms > 0), sql_text((filter)->text),     \
        sql_text((filter)->group)
