/* command_check.c: check whether everything is as it should be, and say the worst first, in the
 * form and with the exit codes of monitoring plugins. */
#include <stdio.h>
#include <unistd.h>

#include "commands/command_check.h"
#include "commands/commands.h"
#include "shared/alarms.h"

static const struct check_role roles[] = {
    {"producer", "worker", TOPOLOGY_PRODUCER},
    {"consumer", "worker", TOPOLOGY_CONSUMER},
    {"operator", "operator", TOPOLOGY_OPERATOR},
    {"reader", "reader", TOPOLOGY_READER},
};

static const char *role_name;
static bool is_verbose, is_quiet, is_test_alert, only_alarms;

void check_found(struct check *check, enum verdict_state state, const char *name,
                 const char *subject, const char *summary)
{
    verdicts_add(
        &check->verdicts,
        &(struct verdict){.state = state, .name = name, .subject = subject, .summary = summary});
}

/* What does the fleet do, and what waits? */
static void check_alarms(struct check *check)
{
    struct error err = {0};
    const size_t before = check->verdicts.count;
    if (!alarms_read(check->context, &check->depths, &check->verdicts, &err)) {
        check_found(check, VERDICT_CRITICAL, "alarms", NULL, err.message);
        return;
    }
    for (size_t i = before; i < check->verdicts.count; i++)
        if (check->verdicts.items[i].state != VERDICT_OK)
            return;
    check_found(check, VERDICT_OK, "alarms", NULL,
                "none holds: no month, message or letter waits in vain");
}

static void print(const struct check *check)
{
    if (check->context->json)
        verdicts_print_json(&check->verdicts);
    else
        verdicts_print(&check->verdicts,
                       is_quiet     ? VERDICTS_ONE_LINE
                       : is_verbose ? VERDICTS_ALL
                                    : VERDICTS_USUAL,
                       /* performance= */ is_verbose || !isatty(STDOUT_FILENO));
}

static void look_at_alarms(struct check *check)
{
    struct error err = {0};
    if (!context_database(check->context, &err)) {
        check_found(check, VERDICT_CRITICAL, "database", NULL, err.message);
        return;
    }
    depths_read(check->context->config, &check->depths);
    check_alarms(check);
}

static void look(struct check *check, struct error *err)
{
    if (!context_configure(check->context, /* needs_database= */ true, /* needs_broker= */ true,
                           err)) {
        check_found(check, VERDICT_UNKNOWN, "configuration", NULL, err->message);
        *err = (struct error){.class = ERROR_NONE}; /* it is printed as the others are */
        return;
    }
    if (is_test_alert) {
        check_test_alert(check);
        return;
    }
    if (only_alarms) {
        look_at_alarms(check);
        return;
    }
    check_configuration(check);
    check_database(check);
    check_broker(check);
    if (check->looks)
        check_alarms(check);
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    const struct check_role *role = roles;
    while (!text_equal(role->name, role_name)) /* one of the choices */
        role++;
    struct check check = {.context = context, .role = role, .depths = {.known = false}};
    check.verdicts.all_well =
        is_test_alert ? "each test message was taken; nothing else was looked at"
                      : "servers, schema, rights and queues are in order, and no alarm holds";
    look(&check, err);
    print(&check);
    const int code = (int)verdicts_worst(&check.verdicts); /* that of monitoring plugins */
    verdicts_done(&check.verdicts);
    if (!only_alarms && context_is_served())
        context_disconnect(context); /* its connection has limits of its own */
    return cli_flush(err) ? code : VERDICT_UNKNOWN;
}

static const struct cli_option options[] = {
    {.name = "role",
     .kind = CLI_CHOICE,
     .value = &role_name,
     .metavar = "ROLE",
     .choices = "producer|consumer|operator|reader",
     .help = "whose rights must be there",
     .preset = "producer"},
    {.name = "verbose",
     .kind = CLI_FLAG,
     .value = &is_verbose,
     .help = "print everything that is measured, also where it is as it should be"},
    {.name = "quiet", .kind = CLI_FLAG, .value = &is_quiet, .help = "print the first line only"},
    {.name = "alarms",
     .kind = CLI_FLAG,
     .value = &only_alarms,
     .help = "look only at the alarms of the fleet's work, not at servers, rights and queues"},
    {.name = "test-alert",
     .kind = CLI_FLAG,
     .value = &is_test_alert,
     .help = "look at nothing; send a test message to those who are told of alarms (firing, and "
             "resolved), and say whether it was taken"},
    OPTION_END,
};

const struct command command_check = {
    .name = "check",
    .summary = "Is everything as it should be? Answers as monitoring plugins do.",
    .purpose = "Is everything as it should be? Configuration, database, schema, rights, broker, "
               "queues, and the alarms of the fleet's work: the worst in the first line, then a "
               "line each, the worst first, with what to do.",
    .details =
        "Each alarm has limits in the configuration, alarm.NAME_warning and alarm.NAME_critical; "
        "deploy/backfill.conf says what they count. Times are minutes, shares are per cent.\n"
        "The values stand as performance data behind a '|' in the first line, but on a terminal "
        "only with --verbose.\n"
        "The arguments of queues are compared where the user may declare them. Bindings "
        "cannot be asked for without changing them: where one is missing, messages are "
        "returned, and outbox_refused says so.\n"
        "Exit codes are those of monitoring plugins: 0 OK, 1 warning, 2 critical, 3 "
        "unknown, which is also that of a usage error or of an unreadable "
        "configuration.",
    .options = options,
    .prints_json = true,
    .usage_code = VERDICT_UNKNOWN,
    .perform = perform,
};
