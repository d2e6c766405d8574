/* cli.h: command lines by table. A command declares its options; parsing fills them, complains in
 * one line that names option and value, and writes the help from the same table. */
#pragma once
#include "core/error.h"
#include "core/month.h"
#include "core/text.h"

enum cli_kind {
    CLI_FLAG,     /* bool *           --dry-run                                              */
    CLI_INT,      /* int64_t *        --batch-size 10, within min..max                       */
    CLI_STRING,   /* const char **    --config FILE                                          */
    CLI_CHOICE,   /* const char **    --only missing, one of the '|' separated choices       */
    CLI_MONTH,    /* struct month *   --from 2000-01                                         */
    CLI_DURATION, /* int64_t * (ms)   --older-than 1h                                        */
};

struct cli_option {
    const char *name; /* without the dashes; NULL ends the table */
    enum cli_kind kind;
    void *value;         /* where it goes; without a preset what stands there is the default */
    const char *metavar; /* "FILE"; NULL for flags */
    int64_t min, max;    /* CLI_INT; of CLI_DURATION in ms, max 0: none */
    const char *choices; /* CLI_CHOICE: "missing|failed|all" */
    const char *help;    /* one line; NULL: not shown */
    const char *preset;  /* the default as one would type it, which the help shows; NULL: none */
};

struct cli_command {
    const char *program;   /* "backfill-producer" */
    const char *name;      /* "schedule"; NULL for a program without commands */
    const char *arguments; /* "MONTH…", shown in the usage line; NULL: none */
    const char *summary;   /* one sentence */
    const char *details;   /* more, or NULL */
    const struct cli_option *options;
    int arguments_min, arguments_max; /* how many operands */
};

/* What was read of a command line, beside the values of its options. */
struct cli_line {
    char **operands; /* the first of them, in argv (reordered to the end) */
    int count;       /* of operands */
    bool help;       /* --help was given: the caller prints the help and exits 0 */
};

/** Parse argv[1..]; --name VALUE and --name=VALUE; "--" ends options; options and operands may mix.
 *  err  USAGE unknown option, missing or wrong value, given twice, wrong number of operands */
bool cli_parse(const struct cli_command *command, int argc, char **argv, struct cli_line *ret,
               struct error *err) NONNULL_ALL MUST_CHECK;

/** Did all that was printed get out? Programs ask once, as they end: answers that could not be
 *  written are no answers. A reader that has enough (a closed pipe) is no failure.
 *  err  TRANSIENT stdout is full or gone */
bool cli_flush(struct error *err) NONNULL_ALL MUST_CHECK;

/** An argument as an error may show it: a URL, which may hold a password, only by its scheme. The
 *  words are kept until the next call. */
const char *cli_shown(const char *argument) NONNULL_ALL;

/** Add words to a help text, broken into lines of at most 80 columns.
 *  in    words   separated by single blanks; a newline among them stays one
 *        at      the column that the text's last line has reached
 *        indent  of the lines that follow */
void cli_add_words(struct text *out, const char *words, int at, int indent) NONNULL_ALL;

/** Write the help of a command to stdout. */
void cli_help(const struct cli_command *command) NONNULL_ALL;
