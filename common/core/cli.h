/* cli.h: command lines. A table declares the options of a command; cli_parse reads them by it, and
 * cli_help prints it. An error is one line that names the option and the value. */
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
    void *value;         /* where it is stored; without a preset, what is there is the default */
    const char *metavar; /* "FILE"; NULL for flags */
    /* Of CLI_INT; of CLI_DURATION in ms, and of CLI_STRING in bytes, where a max of 0 is no limit.
     * Every string is UTF-8. */
    int64_t min, max;
    /* Of CLI_CHOICE: "missing|failed|all". Of CLI_STRING: what completions offer, where more can be
     * typed than that. */
    const char *choices;
    const char *help;   /* one line; NULL: the help does not show this option */
    const char *preset; /* the default as one would type it, which the help shows; NULL: none */
    /* What the help calls the default where it is no value of this table: "as before"; NULL: there
     * is none, or preset names it. */
    const char *fallback;
};

struct cli_command {
    const char *program;   /* "backfill-producer" */
    const char *name;      /* "schedule"; NULL for a program without commands */
    const char *arguments; /* "MONTH…", shown in the usage line; NULL: none */
    const char *summary;   /* one sentence */
    const char *details;   /* what the help says behind the options, or NULL */
    const struct cli_option *options;
    int arguments_min, arguments_max; /* how many operands */
    const char *operands; /* what completions offer for one, as choices of an option, or NULL */
};

/* What was read of a command line, beside the values of its options. */
struct cli_line {
    char **operands; /* the first of them, in argv, where they were moved to the end */
    int count;       /* of operands */
    bool help;       /* --help was given: the caller prints the help and exits 0 */
};

/** Parse argv[1..]: "--name VALUE", "--name=VALUE", and operands, in any order; "--" ends the
 *  options. A negative number is an operand: no option begins with a digit.
 *  out   the values of options are stored through the table, even where the line is wrong
 *        ret  operands and their number; with --help their number is not checked
 *  err   USAGE an option is unknown or given twice, its value is missing or wrong, there are too
 *        few or too many operands, or an argument is not UTF-8 */
bool cli_parse(const struct cli_command *command, int argc, char **argv, struct cli_line *ret,
               struct error *err) NONNULL_ALL MUST_CHECK;

/** Was everything written that was printed on stdout? A program asks once, when it ends, because an
 *  answer that could not be written is no answer. A pipe that its reader has closed is no failure.
 *  err   TRANSIENT stdout is full or closed */
bool cli_flush(struct error *err) NONNULL_ALL MUST_CHECK;

/** Did a write to stdout fail because nobody reads it any more? Whoever prints much stops then. */
bool cli_reader_gone(void);

/** An argument as an error may show it. Of a URL, which may hold a password, only the scheme is
 *  shown. Only the thread that reads the command line may call it.
 *  out   the argument itself, or memory that the next call overwrites */
const char *cli_shown(const char *argument) NONNULL_ALL;

/** Add words to a help text, broken into lines of at most 80 columns.
 *  in    words   separated by single blanks; a newline among them stays one
 *        at      the column that the text's last line has reached
 *        indent  of the lines that follow */
void cli_add_words(struct text *out, const char *words, int at, int indent) NONNULL_ALL;

/** Add a duration as one would type it, in the largest unit of which it is a whole number. */
void cli_add_duration(struct text *out, int64_t ms) NONNULL_ALL;

/** Add what the help says of one option: its words, its values and its default. */
void cli_add_option(struct text *out, const struct cli_option *option) NONNULL_ALL;

/** How the help names the value of an option: "FILE", "bash|zsh"; "": it takes none. */
const char *cli_metavar(const struct cli_option *option) NONNULL_ALL;

/** Write the help of a command to stdout. */
void cli_help(const struct cli_command *command) NONNULL_ALL;
