/* command_check_servers.c: what check looks at beside the work of the fleet: the configuration, the
 * database and the broker. Each server is asked once, because a monitoring system does not wait. */
#include <string.h>

#include "commands/command_check.h"
#include "model/provider_limits.h"
#include "model/schema.h"
#include "model/transport.h"
#include "sql.h"

/* ---- the database ---- */

/* A user that may read but not work is only a warning, because status and its like still work. */
static void check_rights(struct check *check)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct error err = {0};
    if (!DATABASE_RUN(check->context->db, &sql_check_rights, &rows, &err,
                      sql_text(check->role->database))) {
        check_found(check, VERDICT_CRITICAL, "rights", NULL, err.message);
        return;
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
    check_found(check,
                !looks && !works ? VERDICT_OK
                : reads_only     ? VERDICT_WARNING
                                 : VERDICT_CRITICAL,
                "rights", NULL, text_of(&why));
    check->looks = !looks;
}

void check_database(struct check *check)
{
    struct database_options options = config_database(check->context->config, PROGRAM " check");
    options.statement_timeout_ms = 5000;
    struct error err = {0};
    context_disconnect(check->context);
    if (!database_open(&options, &check->context->db, &err)) {
        check_found(check, VERDICT_CRITICAL, "database", NULL, err.message);
        return;
    }
    check_found(check, VERDICT_OK, "database", NULL, "answers");
    if (!schema_check(check->context->db, &err)) {
        check_found(check, VERDICT_CRITICAL, "schema", NULL, err.message);
        return;
    }
    check_found(check, VERDICT_OK, "schema", NULL, "is the one that this program needs");
    check_rights(check);
}

/* ---- the broker ---- */

/* Has each queue the arguments that topology gives it? Who may not declare cannot see them. */
static void check_arguments(struct check *check)
{
    const struct config *config = check->context->config;
    const char *const queues[] = {config->broker_backfill_queue, config->broker_enrichment_queue,
                                  config->broker_backfill_dlq, config->broker_enrichment_dlq};
    size_t same = 0, unseen = 0;
    for (size_t i = 0; i < ARRAY_LEN(queues); i++) {
        struct error err = {0};
        const bool good = topology_check_arguments(config, queues[i], &err);
        same += good;
        unseen += !good && err.code == 403;
        if (good || err.code == 403)
            continue;
        if (err.code == 406)
            (void)error_wrap(&err, "delete it while it is empty, then run topology");
        check_found(check, VERDICT_WARNING, "queue", queues[i], err.message);
    }
    if (same == ARRAY_LEN(queues))
        check_found(check, VERDICT_OK, "queue_arguments", NULL, "are those that topology gives");
    else if (unseen > 0)
        check_found(check, VERDICT_OK, "queue_arguments", NULL,
                    "are not shown to this user (to the operator's they are)");
}

static void check_broker_rights(struct check *check)
{
    struct error err = {0};
    if (check->role->broker == TOPOLOGY_READER)
        check_found(check, VERDICT_OK, "broker_rights", NULL, "its role needs none but the login");
    else if (topology_check_rights(check->context->config, check->role->broker, &err))
        check_found(check, VERDICT_OK, "broker_rights", NULL, "are those of its role");
    else
        check_found(check, VERDICT_CRITICAL, "broker_rights", NULL, err.message);
}

void check_broker(struct check *check)
{
    const struct broker_options options =
        topology_connection(check->context->config, PROGRAM " check", false);
    CLEANUP(broker_free) struct broker *broker = NULL;
    struct error err = {0};
    if (!broker_open(&options, &broker, &err)) {
        check_found(check, VERDICT_CRITICAL, "broker", NULL, err.message);
        return;
    }
    check_found(check, VERDICT_OK, "broker", NULL, "answers");
    depths_read(check->context->config, &check->depths);
    if (!topology_check(check->context->config, &err)) {
        check_found(check, VERDICT_CRITICAL, "topology", NULL, err.message);
        return;
    }
    check_found(check, VERDICT_OK, "topology", NULL, "exchanges and queues are there");
    check_arguments(check);
    check_broker_rights(check);
}

/* ---- the configuration ---- */

/* Can each provider of a list do what the list is for, and has it the key that it needs?
 * out  false: one cannot, and was found */
static bool check_list(struct check *check, const char *role, const char *list)
{
    const struct config *config = check->context->config;
    const bool generators = strcmp(role, "generators") == 0;
    bool all = true;
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
        else if (limits.needs_key && !(provider->key && *provider->key))
            (void)error_set(&err, ERROR_CONFIG, 0,
                            "%s: the key of '%s' is not set (key = \"none\" if it needs none)",
                            role, name);
        all = all && err.class == ERROR_NONE;
        if (err.class != ERROR_NONE)
            check_found(check, VERDICT_CRITICAL, "providers", NULL, err.message);
    }
    return all;
}

/* What is asked under another name than that of its price costs another price, or none. */
static void check_prices(struct check *check, const char *list)
{
    const struct config *config = check->context->config;
    char name[32] = "";
    while ((list = provider_name_next(list, name))) {
        struct provider_limits limits = {.name = NULL};
        struct error err = {0}, ignored = {0}; /* check_list has said it */
        const struct config_provider *provider = config_provider(config, name);
        if (provider && provider_limits_read(provider, config->contact, &limits, &ignored) &&
            !price_check_model(provider, limits.model, &err))
            check_found(check, VERDICT_WARNING, "prices", name, err.message);
    }
}

/* What others could read on the way is a warning: the fleet works. */
static void check_transports(struct check *check)
{
    const struct transport *transport = NULL;
    bool all = true;
    for (size_t i = 0; (transport = transport_at(i)); i++) {
        struct error err = {0};
        if (transport->check(check->context->config, &err))
            continue;
        all = false;
        check_found(check, VERDICT_WARNING, "connection", transport->to, err.message);
    }
    if (all)
        check_found(check, VERDICT_OK, "connections", NULL,
                    "what goes to other machines is encrypted");
}

void check_configuration(struct check *check)
{
    const struct config *config = check->context->config;
    const bool generators = check_list(check, "generators", config->generators);
    const bool resolvers = check_list(check, "resolvers", config->resolvers);
    if (generators && resolvers)
        check_found(check, VERDICT_OK, "providers", NULL,
                    "each can do what it is listed for, and has the key that it needs");
    check_prices(check, config->generators);
    check_prices(check, config->resolvers);
    check_transports(check);
}
