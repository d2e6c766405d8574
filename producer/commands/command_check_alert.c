/* command_check_alert.c: check --test-alert: does an alarm reach those who read it? */
#include "commands/command_check.h"

#include "model/installation.h"
#include "shared/alert_test.h"

/* The database's id stands in each message; where it is away a test goes without. */
static void read_installation(const struct check *check, struct uuid *ret)
{
    struct database_options options = config_database(check->context->config, PROGRAM " check");
    options.statement_timeout_ms = 5000;
    struct error ignored = {0};
    context_disconnect(check->context);
    if (!database_open(&options, &check->context->db, &ignored) ||
        !installation_read(check->context->db, ret, &ignored))
        text_copy(ret->text, sizeof(ret->text), "unknown");
}

void check_test_alert(struct check *check)
{
    struct alert_test tests[ALERT_TESTS_MAX] = {{.way = NULL}};
    struct uuid installation = {.text = ""};
    read_installation(check, &installation);
    const size_t count = alert_test(check->context->config, installation.text, tests);
    for (size_t i = 0; i < count; i++) {
        CLEANUP(text_done) struct text summary = {0};
        text_add_format(&summary, "the message '%s' %s%s%s", tests[i].status,
                        tests[i].taken ? "was taken" : "was not taken", *tests[i].said ? ": " : "",
                        tests[i].said);
        check_found(check, tests[i].taken ? VERDICT_OK : VERDICT_CRITICAL, "test_alert",
                    tests[i].way, text_of(&summary));
    }
    if (count == 0)
        check_found(check, VERDICT_UNKNOWN, "test_alert", NULL,
                    *check->context->config->alert_heartbeat_url
                        ? "alarms are sent to nobody: alert.heartbeat_url tells of none, it only "
                          "notices when all pings stop, and a test sends it nothing; set "
                          "alert.command or alert.webhook in the configuration"
                        : "alarms are sent to nobody: set alert.command or alert.webhook in the "
                          "configuration");
}
