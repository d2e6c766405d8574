/* command_serve.c: the server of HTTP, and the processes that it starts of this program. What they
 * do is in producer/serve. */
#include "commands/commands.h"
#include "io/web/webserver.h"
#include "serve/serve.h"
#include "serve/worker.h"

static const char *listen_address;

static bool set_listen(struct context *context, struct error *err)
{
    if (!listen_address)
        return true;
    if (!webserver_check(listen_address, err)) {
        err->class = ERROR_USAGE;
        return error_wrap(err, "--listen");
    }
    return config_set(context->config, "http.listen", listen_address, err);
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ true, err) ||
        !set_listen(context, err))
        return EXIT_BY_ERROR;
    const struct serve_setup setup = {.commands = &commands,
                                      .config_file = context->config_file,
                                      .config = context->config,
                                      .json = context->json};
    return serve_run(&setup, err);
}

int command_serve_worker(struct error *err)
{
    return worker_run(&commands, err);
}

static const struct cli_option options[] = {
    {.name = "listen",
     .kind = CLI_STRING,
     .value = &listen_address,
     .metavar = "ADDRESS:PORT",
     .help = "where to listen; port 0 takes a free one",
     .fallback = "http.listen, 127.0.0.1:8080"},
    OPTION_END,
};

const struct command command_serve = {
    .name = "serve",
    .summary = "Serve the commands over HTTP, and the page.",
    .purpose =
        "Serve over HTTP what the terminal does, until SIGTERM. It starts while the database "
        "is away, and waits for it: /readyz says so.",
    .details =
        "It listens on this machine only, unless it is told another address; what comes from "
        "other machines needs a proxy with TLS before it.\n"
        "SIGHUP reads the secrets and the configuration of its workers again. SIGTERM lets "
        "what is under way be answered (drain_seconds); a second one answers it with 503 and ends "
        "at "
        "once. Both end with exit code 0.\n"
        "Keys of the configuration: http.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
