/* command_doctor.c: look at everything that may be wrong, and say what mends it. What is looked at
 * stands in producer/doctor. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "core/provider_table.h"
#include "doctor/doctor.h"
#include "model/libraries.h"
#include "shared/output.h"

#define EXIT_UNKNOWN 3 /* nothing could be looked at */

static const struct doctor_role roles[] = {
    {"producer", "worker", TOPOLOGY_PRODUCER},
    {"consumer", "worker", TOPOLOGY_CONSUMER},
    {"operator", "operator", TOPOLOGY_OPERATOR},
    {"reader", "reader", TOPOLOGY_READER},
};

static const char *role_name, *bundle;
static bool offline;

static const struct doctor_role *chosen_role(void)
{
    const struct doctor_role *role = roles;
    while (!text_equal(role->name, role_name)) /* one of the choices */
        role++;
    return role;
}

static void print_json(const struct doctor *doctor)
{
    CLEANUP(text_done) struct text out = {0};
    struct library library = {0};
    json_write_open(&out, NULL, '{');
    findings_json(&doctor->findings, &out);
    json_write_open(&out, "libraries", '{');
    for (size_t i = 0; library_at(i, &library); i++)
        json_write_text(&out, library.name, library.version);
    json_write_close(&out, '}');
    json_write_text(&out, "bundle", bundle);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print(const struct doctor *doctor)
{
    CLEANUP(text_done) struct text out = {0};
    findings_write(&doctor->findings, &out);
    (void)fputs(text_of(&out), stdout);
    if (bundle)
        (void)fprintf(stderr, "%s is written: look at it before you give it away\n", bundle);
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ true, err))
        return EXIT_UNKNOWN;
    CLEANUP(doctor_done)
    struct doctor doctor = {.context = context, .role = chosen_role(), .offline = offline};
    doctor_configuration(&doctor);
    doctor_providers(&doctor);
    doctor_database(&doctor);
    doctor_broker(&doctor);
    if (bundle && !doctor_bundle(&doctor, bundle, err))
        return EXIT_UNKNOWN;
    if (context->json)
        print_json(&doctor);
    else
        print(&doctor);
    if (context_is_served() && !doctor.is_kept)
        context_disconnect(context);      /* its connection has limits of its own */
    static const int codes[] = {0, 1, 2}; /* of monitoring plugins */
    return cli_flush(err) ? codes[findings_worst(&doctor.findings)] : EXIT_UNKNOWN;
}

static const struct cli_option options[] = {
    {.name = "role",
     .kind = CLI_CHOICE,
     .value = &role_name,
     .metavar = "ROLE",
     .choices = "producer|consumer|operator|reader",
     .help = "whose rights must be there",
     .preset = "producer"},
    {.name = "offline",
     .kind = CLI_FLAG,
     .value = &offline,
     .help = "do not connect to the hosts of providers"},
    {.name = "bundle",
     .kind = CLI_STRING,
     .value = &bundle,
     .metavar = "FILE",
     .min = 1,
     .help = "write a new text file for those who help: all this, the configuration, and the state "
             "of the fleet, without keys, passwords, answers and bodies"},
    OPTION_END,
};

const struct command command_doctor = {
    .name = "doctor",
    .summary = "Look at everything that may be wrong, and say what mends it.",
    .purpose = "Look at everything that may be wrong: configuration, keys, providers' hosts, "
               "servers and their versions, schema, rights, clock, alarms, topology. What is wrong "
               "comes first, with what mends it.",
    .details =
        "Nothing is changed, and no provider is asked anything: its server is only connected to. "
        "Keys are read from " PROVIDER_KEY_VARIABLES ", or from the file that such a variable "
        "names with _FILE behind it; any other provider's from BACKFILL_PROVIDERS_NAME_KEY.\n"
        "AMQP shows no bindings: they are compared where BACKFILL_BROKER_MANAGEMENT_URL names the "
        "broker's management API. The arguments of queues are compared where the user may "
        "declare them.\n"
        "'check' is for monitoring, which asks every minute; this is for people.\n"
        "Exit codes are those of monitoring plugins: 0 in order, 1 warning, 2 critical, 3 unknown, "
        "which is also that of a usage error, of an unreadable configuration, or of a bundle that "
        "cannot be written.",
    .options = options,
    .prints_json = true,
    .usage_code = EXIT_UNKNOWN,
    .perform = perform,
};
