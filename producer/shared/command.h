/* command.h: what every command of backfill-producer gets and gives.
 *
 * A command parses its own options (core/cli.h) with OPTION_CONFIG among them, opens what it needs
 * through the context, writes data to stdout and talk to stderr, and returns its exit code: 0 done,
 * 1 failed, 2 usage, 3 nothing selected, 4 partly done, 69 a server is not there, 75 try again, 78
 * configuration. What err says in the end, main prints in one line; with EXIT_BY_ERROR its class is
 * the exit code too. */
#pragma once
#include "core/backoff.h"
#include "core/cli.h"
#include "io/config/config.h"
#include "io/database/database.h"

#define PROGRAM "backfill-producer"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_NOTHING = 3,
    EXIT_PARTLY = 4,
    EXIT_NO_SERVER = 69,
    EXIT_TRY_AGAIN = 75,
    EXIT_CONFIG = 78,
    EXIT_BY_ERROR = -1, /* err says why */
};

struct context {
    const char *config_file; /* --config, of any command */
    bool json;               /* --json, of commands that print data */
    struct config *config;   /* set by context_configure */
    struct database *db;     /* set by context_database */
};

/* Every command: name, summary, and what it does. argv[0] is its name. */
struct producer_command {
    const char *name;
    const char *summary; /* one sentence, for the list of commands */
    int (*run)(struct context *context, int argc, char **argv, struct error *err);
};

/** The command that argv[1] names.
 *  in    program  what stands before it: "backfill-producer", "backfill-producer dlq"
 *  err   USAGE there is none, with the one that was perhaps meant */
const struct producer_command *command_find(const struct producer_command *commands, size_t count,
                                            const char *program, int argc, char **argv,
                                            struct error *err) NONNULL_ALL MUST_CHECK;

/** List commands and what they do on stdout. */
void command_list(const struct producer_command *commands, size_t count) NONNULL_ALL;

/** Run the command of a group ("dlq", "catalog") that argv[1] names, or list them on --help. */
int command_group(const struct producer_command *commands, size_t count, const char *group,
                  struct context *context, int argc, char **argv, struct error *err);

/* ---- options that commands share ---- */

#define OPTION_CONFIG(context)                                                                     \
    {                                                                                              \
        .name = "config", .kind = CLI_STRING, .value = &(context)->config_file, .metavar = "FILE", \
        .help = "configuration file (default: $BACKFILL_CONFIG, then " CONFIG_DEFAULT_FILE ")"     \
    }
#define OPTION_JSON(context)                                                                       \
    {                                                                                              \
        .name = "json", .kind = CLI_FLAG, .value = &(context)->json, .help = "print JSON"          \
    }
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
#define OPTION_END                                                                                 \
    {                                                                                              \
        .name = NULL                                                                               \
    }

struct operands {
    char **items;
    int count;
};

/** Parse a command's line. false: it ends here with *ret_code (--help was given, or err says what
 *  is wrong). */
bool command_begin(const struct cli_command *command, int argc, char **argv, struct operands *ret,
                   int *ret_code, struct error *err) NONNULL_ALL MUST_CHECK;

/* ---- ranges of months ---- */

struct range {
    struct month from, to; /* year 0: open on this side */
};

/** Put a range in order, and close its open sides with the first and the last month there is. */
struct range range_closed(struct range range);

/** The number by which statements compare months: year * 12 + month. */
int64_t range_number(struct month month);

/* ---- what a command talks to ---- */

/** Read the configuration and check that it names what this command talks to. */
bool context_configure(struct context *context, bool needs_database, bool needs_broker,
                       struct error *err) NONNULL_ALL MUST_CHECK;

/** Connect to the database, trying for 10 s where it is not there, and check the schema. Configures
 *  first where that was not done. Closed by main. */
bool context_database(struct context *context, struct error *err) NONNULL_ALL MUST_CHECK;

/** The same without the check of the schema and without a limit on the time of a statement, past a
 *  pooler (database.direct_url): for migrate. */
bool context_database_unchecked(struct context *context, struct error *err) NONNULL_ALL MUST_CHECK;

void context_done(struct context *context) NONNULL_ALL;

/* A server that is not there is tried for 10 s: zero it, and ask after each failure. */
struct patience {
    int64_t until_ms;
    struct backoff backoff;
};

/** Is it worth another try? Waits a little if so. */
bool patience_again(struct patience *patience, const struct error *err) NONNULL_ALL;

/** Who does this: "user@host", for operator_action. Lives as long as the program. */
const char *context_actor(void);
