/* context.c: the configuration and the database of a command, and trying servers again that are
 * just starting. Everything is opened when a command asks for it. */
#include "shared/context.h"

#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "model/prompt_set.h"
#include "model/schema.h"
#include "sql.h"

#define PATIENCE_MS 10000

/* Where a caller waits: he is told to come back, and the process that serves him is free again. */
enum {
    SERVED_PATIENCE_MS = 1000,
    SERVED_CONNECT_MS = 3000,
    SERVED_STATEMENT_MS = 15000, /* less than http.request_seconds, which ends the process */
    SERVED_BROKER_MS = 3000,
    SCHEMA_MS = 5000, /* a schema that was right is not looked at again for so long */
};

static struct {
    bool on;
    char actor[320];
} served;

void context_serve(void)
{
    served.on = true;
}

bool context_is_served(void)
{
    return served.on;
}

int64_t context_collect_ms(const struct context *context)
{
    return context_is_served() ? context->config->http_request_seconds * 1000 / 4 : 0;
}

static int64_t at_most(int64_t value, int64_t most)
{
    return value == 0 || value > most ? most : value;
}

static void limit(struct config *config)
{
    config->broker_timeout_ms = at_most(config->broker_timeout_ms, SERVED_BROKER_MS);
    config->database_statement_timeout_ms =
        at_most(config->database_statement_timeout_ms, SERVED_STATEMENT_MS);
}

bool context_configure(struct context *context, bool needs_database, bool needs_broker,
                       struct error *err)
{
    if (!context->config) {
        if (!config_read(context->config_file, &context->config, err))
            return false;
        config_configure_log(context->config, PROGRAM);
        if (served.on)
            limit(context->config);
        if (!prompt_set_load(context->config->prompts_dir, err)) {
            config_free(context->config); /* so that it is read again by whoever tries again */
            context->config = NULL;
            return false;
        }
    }
    return config_check(context->config, needs_database, needs_broker, err);
}

bool patience_again(struct patience *patience, const struct error *err)
{
    if (!patience->until_ms) {
        patience->until_ms = clock_monotonic_ms() + (served.on ? SERVED_PATIENCE_MS : PATIENCE_MS);
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

/* A migration may come while a connection is kept. */
static bool check_schema(struct context *context, struct error *err)
{
    const int64_t now = clock_monotonic_ms();
    if (served.on && context->checked_ms > 0 && now - context->checked_ms < SCHEMA_MS)
        return true;
    if (!schema_check(context->db, err))
        return false;
    context->checked_ms = now;
    return true;
}

bool context_database(struct context *context, struct error *err)
{
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ false, err))
        return false;
    struct database_options options = config_database(context->config, PROGRAM);
    if (served.on)
        options.connect_timeout_ms = SERVED_CONNECT_MS;
    if (!context->db && !open_database(context, &options, err))
        return false;
    return check_schema(context, err);
}

void context_trace(struct context *context, const char *traceparent)
{
    if (!trace_parse(traceparent, &context->trace))
        context->trace = (struct trace){.id = ""};
}

bool context_carry_trace(struct context *context, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    return !*context->trace.id ||
           DATABASE_RUN(context->db, &sql_trace_set, &rows, err, sql_text(context->trace.parent));
}

bool context_database_unchecked(struct context *context, struct error *err)
{
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ false, err))
        return false;
    context_disconnect(context);
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

/* A server that has ended the session has told so: nothing else comes between two commands. */
static bool has_news(const struct database *db)
{
    struct pollfd one = {.fd = database_socket(db), .events = POLLIN};
    return one.fd < 0 || poll(&one, 1, /* timeout= */ 0) != 0;
}

void context_disconnect(struct context *context)
{
    database_close(context->db);
    context->db = NULL;
    context->checked_ms = 0;
}

void context_next(struct context *context, const char *actor)
{
    context->json = false;
    text_copy(served.actor, sizeof(served.actor), actor);
    if (context->db)
        database_rollback(context->db);
    if (context->db && (!database_alive(context->db) || has_news(context->db)))
        context_disconnect(context);
}

const char *context_actor(void)
{
    static char actor[320];
    if (*served.actor != '\0')
        return served.actor;
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
