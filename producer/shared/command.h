/* command.h: a command of backfill-producer, described by one table.
 *
 * The table says how the command's line reads (options, their ranges and defaults, arguments),
 * what its help says, and which function carries it out. That function opens what it needs
 * through the context, writes data to stdout and messages for people to stderr, and returns its
 * exit code. An error that it leaves in err is printed by main, in one line. */
#pragma once
#include "core/cli.h"
#include "shared/context.h"
#include "shared/range.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_NOTHING = 3,
    EXIT_PARTLY = 4,
    EXIT_NO_SERVER = 69,
    EXIT_TRY_AGAIN = 75,
    EXIT_CONFIG = 78,
    EXIT_BY_ERROR = -1, /* the class of err decides */
};

struct operands {
    char **items;
    int count;
};

/* A command, or a group of commands such as "dlq". A group has a name, a summary and commands only.
 * The group of all has no name, but a purpose and details. The values of options are read into
 * memory of the command's own file, because a process carries out one command at a time;
 * command_values.h puts them back between two. */
struct command {
    const char *name;      /* "seed"; within a group the whole: "dlq list" */
    const char *summary;   /* one sentence, in the list of commands */
    const char *purpose;   /* one or two sentences at the head of --help */
    const char *details;   /* more for --help, or NULL */
    const char *arguments; /* "MONTH…" in the usage line, or NULL */
    int arguments_min, arguments_max;
    const char *operands;             /* what completions offer for an argument, or NULL: "a|b" */
    const struct cli_option *options; /* its own, or NULL; --config and --help come by themselves */
    bool prints_json;                 /* it has --json too */
    int usage_code;                   /* exit code of a wrong command line, which is then said on
                                       * stdout, too, as plugins do; 0: EXIT_USAGE */
    int (*perform)(struct context *context, const struct operands *operands, struct error *err);
    const struct command *const *commands; /* of a group, ended by NULL */
};

/* Options of several commands. */
#define OPTION_FROM(month)                                                                         \
    {                                                                                              \
        .name = "from", .kind = CLI_MONTH, .value = (month), .metavar = "YYYY-MM",                 \
        .help = "first month of a range (either order)"                                            \
    }
#define OPTION_TO(month)                                                                           \
    {                                                                                              \
        .name = "to", .kind = CLI_MONTH, .value = (month), .metavar = "YYYY-MM",                   \
        .help = "last month of a range"                                                            \
    }
#define OPTION_WHY(text)                                                                           \
    {                                                                                              \
        .name = "why", .kind = CLI_STRING, .value = (text), .metavar = "TEXT", .max = 500,         \
        .help = "why you do this, for those who read it later"                                     \
    }
/* Where it must be given. */
#define OPTION_WHY_NEEDED(text)                                                                    \
    {                                                                                              \
        .name = "why", .kind = CLI_STRING, .value = (text), .metavar = "TEXT", .max = 500,         \
        .help = "why, for those who read it later (required)"                                      \
    }
#define OPTION_CLASS(class_name, words)                                                            \
    {                                                                                              \
        .name = "class", .kind = CLI_CHOICE, .value = (class_name), .metavar = "CLASS",            \
        .choices = ERROR_CLASSES, .help = (words)                                                  \
    }
#define OPTION_END                                                                                 \
    {                                                                                              \
        .name = NULL                                                                               \
    }

/** Find the command that argv[1] names in a group, and carry it out. Where that is a group too,
 *  argv[2] names the command in it.
 *  out   the exit code
 *  err   USAGE there is no such command, or its line is wrong | what the command says */
int command_perform(const struct command *group, struct context *context, int argc, char **argv,
                    struct error *err) NONNULL_ALL MUST_CHECK;

/** Does a command line ask for JSON? Programs read its error then, too; the line may be wrong
 *  before --json is read. */
bool command_wants_json(int argc, char **argv) NONNULL_ALL;

/** Is this a line that the command can read? It is read, and nothing is carried out; one thread.
 *  in    argv  its name first, then options and operands; its order is changed
 *  err   USAGE the line is wrong */
bool command_accepts(const struct command *command, int argc, char **argv, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Print what --help says of a command, or of a group. */
void command_help(const struct command *command) NONNULL_ALL;

/* Every command of a group, those of its groups too, as their lines are read. */
struct command_lines {
    struct cli_command *items;
    size_t count;
    struct command_line *lines; /* what the items point to */
    struct context context;     /* where the values of their common options would be stored */
};

/** out   ret  the caller ends it with command_lines_done, and does not move it before */
void command_lines_init(const struct command *group, struct command_lines *ret) NONNULL_ALL;
void command_lines_done(struct command_lines *lines);
CLEANUP_STRUCT(struct command_lines, command_lines_done)

/** Find the command, or the group, that words name: "dlq", "list". NULL: err says that there is
 *  none.
 *  err   USAGE */
const struct command *command_find(const struct command *group, char **words, int count,
                                   struct error *err) NONNULL_ALL MUST_CHECK;

/** Read an operand that is a month.
 *  err   USAGE it is none */
bool command_month(const char *operand, struct month *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
