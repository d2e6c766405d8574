/* context.c: the configuration and the database of a command, and trying servers again that are
 * just starting. Everything is opened when a command asks for it. */
#include "shared/context.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "model/prompt_set.h"
#include "model/schema.h"

#define PATIENCE_MS 10000

bool context_configure(struct context *context, bool needs_database, bool needs_broker,
                       struct error *err)
{
    if (!context->config) {
        if (!config_read(context->config_file, &context->config, err))
            return false;
        config_configure_log(context->config, PROGRAM);
        if (!prompt_set_load(context->config->prompts_dir, err))
            return false;
    }
    return config_check(context->config, needs_database, needs_broker, err);
}

bool patience_again(struct patience *patience, const struct error *err)
{
    if (!patience->until_ms) {
        patience->until_ms = clock_monotonic_ms() + PATIENCE_MS;
        patience->backoff = (struct backoff){.first_ms = 200, .max_ms = 1000};
    }
    if (err->class != ERROR_OWN_SERVERS || clock_monotonic_ms() >= patience->until_ms)
        return false;
    clock_sleep_ms(backoff_next_ms(&patience->backoff));
    return true;
}

static bool open_database(struct context *context, const struct database_options *options,
                          struct error *err)
{
    struct patience patience = {0};
    while (!database_open(options, &context->db, err))
        if (!patience_again(&patience, err))
            return false;
    return true;
}

bool context_database(struct context *context, struct error *err)
{
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ false, err))
        return false;
    const struct database_options options = config_database(context->config, PROGRAM);
    return open_database(context, &options, err) && schema_check(context->db, err);
}

bool context_database_unchecked(struct context *context, struct error *err)
{
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ false, err))
        return false;
    struct database_options options = config_database_direct(context->config, PROGRAM " migrate");
    options.statement_timeout_ms = 0; /* a migration or an import may take long */
    return open_database(context, &options, err);
}

void context_done(struct context *context)
{
    database_close(context->db);
    config_free(context->config);
    prompt_set_unload();
    *context = (struct context){.config_file = NULL};
}

const char *context_actor(void)
{
    static char actor[320];
    char host[256] = "";
    if (gethostname(host, sizeof(host) - 1) != 0)
        text_copy(host, sizeof(host), "unknown");
    char names[1024]; /* for getpwuid_r; where it is too small, the user's number is shown */
    struct passwd entry, *user = NULL;
    if (getpwuid_r(getuid(), &entry, names, sizeof(names), &user) == 0 && user)
        (void)snprintf(actor, sizeof(actor), "%.60s@%s", user->pw_name, host);
    else
        (void)snprintf(actor, sizeof(actor), "%u@%s", (unsigned)getuid(), host);
    return actor;
}
