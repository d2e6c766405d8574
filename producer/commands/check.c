/* check.c: is everything as it should be? One line each, and the exit code of monitoring plugins:
 * 0 OK, 1 warning, 2 critical, 3 unknown. Asks once: what monitors does not wait. */
#include <stdio.h>

#include "commands.h"
#include "model/schema.h"
#include "model/topology.h"
#include "sql.h"

enum verdict { OK, WARNING, CRITICAL };
#define EXIT_UNKNOWN 3 /* we cannot even ask */

struct check {
    struct context *context;
    enum verdict worst;
};

static void say(struct check *check, enum verdict verdict, const char *what, const char *why)
{
    static const char *const words[] = {"OK", "WARNING", "CRITICAL"};
    (void)printf("%s %s: %s\n", words[verdict], what, why);
    if (verdict > check->worst)
        check->worst = verdict;
}

static void check_rights(struct check *check)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct error err = {0};
    char why[512];
    if (!DATABASE_RUN0(check->context->db, &sql_check_rights, &rows, &err)) {
        say(check, CRITICAL, "rights", err.message);
        return;
    }
    const char *unread = row_text(rows, 0, 0), *unwritten = row_text(rows, 0, 1);
    (void)snprintf(why, sizeof(why), "may not %s %s", unread ? "read" : "write",
                   unread      ? unread
                   : unwritten ? unwritten
                               : "");
    if (unread)
        say(check, CRITICAL, "rights", why);
    else if (unwritten)
        say(check, WARNING, "rights", why);
    else
        say(check, OK, "rights", "may read and write");
}

static void check_database(struct check *check)
{
    const struct config *config = check->context->config;
    const struct database_options options = {
        .url = config->database_url,
        .application_name = PROGRAM " check",
        .connect_timeout_ms = 5000,
        .statement_timeout_ms = 5000,
    };
    struct error err = {0};
    if (!database_open(&options, &check->context->db, &err)) {
        say(check, CRITICAL, "database", err.message);
        return;
    }
    say(check, OK, "database", "answers");
    if (!schema_check(check->context->db, &err)) {
        say(check, CRITICAL, "schema", err.message);
        return;
    }
    say(check, OK, "schema", "is the one that this program needs");
    check_rights(check);
}

static void check_broker(struct check *check)
{
    const struct broker_options options =
        topology_connection(check->context->config, PROGRAM " check", false);
    CLEANUP(broker_free) struct broker *broker = NULL;
    struct error err = {0};
    if (!broker_open(&options, &broker, &err)) {
        say(check, CRITICAL, "broker", err.message);
        return;
    }
    say(check, OK, "broker", "answers");
    if (topology_check(check->context->config, &err))
        say(check, OK, "topology", "exchanges and queues are there");
    else
        say(check, CRITICAL, "topology", err.message);
}

int command_check(struct context *context, int argc, char **argv, struct error *err)
{
    const struct cli_option options[] = {OPTION_CONFIG(context), OPTION_END};
    const struct cli_command command = {
        .program = PROGRAM,
        .name = "check",
        .summary = "Is everything as it should be? Database, schema, rights, broker, topology: a "
                   "line each.",
        .details =
            "Exit codes are those of monitoring plugins: 0 OK, 1 warning, 2 critical, 3 unknown\n"
            "(a usage error or an unreadable configuration too).",
        .options = options,
    };
    struct operands operands;
    int code = EXIT_BY_ERROR;
    if (!command_begin(&command, argc, argv, &operands, &code, err))
        return code == EXIT_BY_ERROR ? EXIT_UNKNOWN : code;
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ true, err))
        return EXIT_UNKNOWN;
    struct check check = {.context = context, .worst = OK};
    check_database(&check);
    check_broker(&check);
    static const int codes[] = {0, 1, 2}; /* of monitoring plugins */
    return codes[check.worst];
}
