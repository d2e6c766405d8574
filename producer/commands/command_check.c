/* command_check.c: check whether everything is as it should be. It prints one line for each thing
 * that it has looked at, and its exit code is that of monitoring plugins: 0 OK, 1 warning, 2
 * critical, 3 unknown. Each server is asked once, because a monitoring system does not wait. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "model/provider_limits.h"
#include "model/schema.h"
#include "model/topology.h"
#include "model/transport.h"
#include "shared/depths.h"
#include "shared/quota.h"
#include "sql.h"

enum verdict { OK, WARNING, CRITICAL };
#define EXIT_UNKNOWN 3 /* nothing could be checked */
#define WHY_BYTES 8192 /* enough for the list of all missing rights */

/* Whose rights are checked, in the database and on the broker. */
static const struct role {
    const char *name, *database;
    enum topology_user broker;
} roles[] = {
    {"producer", "worker", TOPOLOGY_PRODUCER},
    {"consumer", "worker", TOPOLOGY_CONSUMER},
    {"operator", "operator", TOPOLOGY_OPERATOR},
    {"reader", "reader", TOPOLOGY_READER},
};

struct check {
    struct context *context;
    const struct role *role;
    enum verdict worst;
};

static void say(struct check *check, enum verdict verdict, const char *what, const char *why)
{
    static const char *const words[] = {"OK", "WARNING", "CRITICAL"};
    CLEANUP(text_done) struct text shown = {0};
    text_add_printable(&shown, why, strlen(why), WHY_BYTES);
    (void)printf("%s %s: %s\n", words[verdict], what, text_of(&shown));
    if (verdict > check->worst)
        check->worst = verdict;
}

/* A user that may read but not work is only a warning, because status and its like still work.
 * true: it may look at everything */
static bool check_rights(struct check *check)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct error err = {0};
    if (!DATABASE_RUN(check->context->db, &sql_check_rights, &rows, &err,
                      sql_text(check->role->database))) {
        say(check, CRITICAL, "rights", err.message);
        return false;
    }
    const char *looks = row_text(rows, 0, CHECK_RIGHTS_CANNOT_LOOK),
               *works = row_text(rows, 0, CHECK_RIGHTS_CANNOT_WORK);
    const char *user = row_text(rows, 0, CHECK_RIGHTS_USER_NAME);
    CLEANUP(text_done) struct text why = {0};
    if (!looks && !works)
        text_add_format(&why, "%s has those of a %s", user, check->role->name);
    else
        text_add_format(&why, "%s may not %s%s%s (deploy/roles/postgresql.sql gives it)", user,
                        looks ? looks : "", looks && works ? "; " : "", works ? works : "");
    const bool reads_only = works && !looks && !row_bool(rows, 0, CHECK_RIGHTS_MAY_WRITE);
    say(check, !looks && !works ? OK : reads_only ? WARNING : CRITICAL, "rights", text_of(&why));
    return !looks;
}

/* Is each provider in use open, with calls left for its day? */
static bool check_open(struct check *check, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    bool all = true;
    if (!quota_read(check->context, /* months= */ 0, /* books= */ 0, &rows, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        CLEANUP(text_done) struct text what = {0};
        CLEANUP(text_done) struct text why = {0};
        const char *class = row_text(rows, i, QUOTA_CLOSED_CLASS);
        if (text_equal(row_text(rows, i, QUOTA_STATE), "open"))
            continue;
        all = false;
        text_add_format(&what, "provider %s", row_text(rows, i, QUOTA_PROVIDER));
        text_add_format(&why, "closed until %s UTC (%s): %s", row_text(rows, i, QUOTA_CLOSED_UNTIL),
                        class, row_text(rows, i, QUOTA_CLOSED_WHY));
        say(check, text_equal(class, "config") ? CRITICAL : WARNING, text_of(&what), text_of(&why));
    }
    if (all)
        say(check, OK, "operation", "no provider in use is closed");
    return true;
}

/* Does the fleet work, and is each provider in use open? */
static void check_operation(struct check *check)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct error err = {0};
    if (!DATABASE_RUN0(check->context->db, &sql_check_operation, &rows, &err))
        say(check, CRITICAL, "fleet", err.message);
    else if (rows_count(rows) == 0)
        say(check, OK, "fleet", "is not paused; no month, message or letter waits in vain");
    for (size_t i = 0; i < rows_count(rows); i++)
        say(check,
            text_equal(row_text(rows, i, CHECK_OPERATION_SEVERITY), "critical") ? CRITICAL
                                                                                : WARNING,
            row_text(rows, i, CHECK_OPERATION_SUBJECT), row_text(rows, i, CHECK_OPERATION_WHAT));
    if (!check_open(check, &err))
        say(check, CRITICAL, "providers", err.message);
}

static void check_database(struct check *check)
{
    struct database_options options = config_database(check->context->config, PROGRAM " check");
    options.statement_timeout_ms = 5000;
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
    if (check_rights(check))
        check_operation(check);
}

/* Has each queue the arguments that topology gives it? Who may not declare cannot see them. */
static void check_arguments(struct check *check)
{
    const struct config *config = check->context->config;
    const char *const queues[] = {config->broker_backfill_queue, config->broker_enrichment_queue,
                                  config->broker_backfill_dlq, config->broker_enrichment_dlq};
    size_t same = 0, unseen = 0;
    for (size_t i = 0; i < ARRAY_LEN(queues); i++) {
        CLEANUP(text_done) struct text what = {0};
        struct error err = {0};
        const bool good = topology_check_arguments(config, queues[i], &err);
        same += good;
        unseen += !good && err.code == 403;
        if (good || err.code == 403)
            continue;
        text_add_format(&what, "queue %s", queues[i]);
        if (err.code == 406)
            (void)error_wrap(&err, "delete it while it is empty, then run topology");
        say(check, WARNING, text_of(&what), err.message);
    }
    if (same == ARRAY_LEN(queues))
        say(check, OK, "queue arguments", "are those that topology gives");
    else if (unseen > 0)
        say(check, OK, "queue arguments",
            "are not shown to this user (to the operator's they are)");
}

/* Letters on the broker are in no list: dlq and why know only those of the archive. */
static void check_letters(struct check *check)
{
    struct depths depths = {.known = false};
    CLEANUP(text_done) struct text why = {0};
    depths_read(check->context->config, &depths);
    const int64_t letters = depths_letters(&depths);
    if (letters <= 0)
        return;
    text_add_format(
        &why, "%lld wait on the broker: '" PROGRAM " dlq collect' brings them into the archive",
        (long long)letters);
    say(check, WARNING, "dead letters", text_of(&why));
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
    if (!topology_check(check->context->config, &err)) {
        say(check, CRITICAL, "topology", err.message);
        return;
    }
    say(check, OK, "topology", "exchanges and queues are there");
    check_arguments(check);
    check_letters(check);
    if (check->role->broker == TOPOLOGY_READER)
        say(check, OK, "broker rights", "its role needs none but the login");
    else if (topology_check_rights(check->context->config, check->role->broker, &err))
        say(check, OK, "broker rights", "are those of its role");
    else
        say(check, CRITICAL, "broker rights", err.message);
}

/* Can each provider of a list do what the list is for, and has it the key that it needs? */
static void check_list(struct check *check, const char *role, const char *list)
{
    const struct config *config = check->context->config;
    const bool generators = strcmp(role, "generators") == 0;
    char name[32] = "";
    while ((list = provider_name_next(list, name))) {
        struct provider_limits limits = {.name = NULL};
        struct error err = {0};
        const struct config_provider *provider = config_provider(config, name);
        if (!provider || !provider_limits_read(provider, config->contact, &limits, &err))
            (void)error_wrap(&err, "%s", role);
        else if (!(generators ? limits.generates : limits.resolves))
            (void)error_set(&err, ERROR_CONFIG, 0, "%s: '%s' can only %s", role, name,
                            generators ? "resolve" : "generate");
        else if (!provider_key_check(provider, &err))
            (void)error_wrap(&err, "%s", role);
        if (err.class != ERROR_NONE)
            say(check, CRITICAL, "providers", err.message);
    }
}

static void check_providers(struct check *check)
{
    const struct config *config = check->context->config;
    const enum verdict before = check->worst;
    check->worst = OK;
    check_list(check, "generators", config->generators);
    check_list(check, "resolvers", config->resolvers);
    if (check->worst == OK)
        say(check, OK, "providers", "are configured for their part, with the keys that they need");
    check->worst = before > check->worst ? before : check->worst;
}

/* What others could read on the way is a warning: the fleet works. */
static void check_transports(struct check *check)
{
    const struct transport *transport = NULL;
    bool all = true;
    for (size_t i = 0; (transport = transport_at(i)); i++) {
        CLEANUP(text_done) struct text what = {0};
        struct error err = {0};
        if (transport->check(check->context->config, &err))
            continue;
        all = false;
        text_add_format(&what, "way to the %s", transport->to);
        say(check, WARNING, text_of(&what), err.message);
    }
    if (all)
        say(check, OK, "ways", "to other machines are protected");
}

static const char *role_name;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ true, err))
        return EXIT_UNKNOWN;
    const struct role *role = roles;
    while (!text_equal(role->name, role_name)) /* one of the choices */
        role++;
    struct check check = {.context = context, .role = role, .worst = OK};
    check_providers(&check);
    check_transports(&check);
    check_database(&check);
    check_broker(&check);
    static const int codes[] = {0, 1, 2}; /* of monitoring plugins */
    return cli_flush(err) ? codes[check.worst] : EXIT_UNKNOWN;
}

static const struct cli_option options[] = {
    {.name = "role",
     .kind = CLI_CHOICE,
     .value = &role_name,
     .metavar = "ROLE",
     .choices = "producer|consumer|operator|reader",
     .help = "whose rights must be there",
     .preset = "producer"},
    OPTION_END,
};

const struct command command_check = {
    .name = "check",
    .summary = "Is everything as it should be? Answers as monitoring plugins do.",
    .purpose = "Is everything as it should be? Providers, database, schema, rights, the work of "
               "the fleet, broker, topology: a line each.",
    .details = "The arguments of queues are compared where the user may declare them. Bindings "
               "cannot be asked for without changing them: where one is missing, messages are "
               "returned, and the line 'outbox' says so.\n"
               "Exit codes are those of monitoring plugins: 0 OK, 1 warning, 2 critical, 3 "
               "unknown, which is also that of a usage error or of an unreadable "
               "configuration.",
    .options = options,
    .usage_code = EXIT_UNKNOWN,
    .perform = perform,
};
