/* command_topology.c: declare the exchanges and queues, and check them. To declare them again
 * changes nothing. */
#include "model/topology.h"

#include <stdio.h>

#include "commands/commands.h"
#include "core/clock.h"
#include "core/json_write.h"
#include "shared/output.h"

/* A quorum queue that was declared within the last second is lost when its broker is killed, with
 * messages that were confirmed (measured on RabbitMQ 3.10). */
#define REPLICATION_MS 5000

static bool declare(const struct config *config, int *ret_created, struct error *err)
{
    struct patience patience = {0};
    while (!topology_declare(config, ret_created, err))
        if (!patience_again(&patience, err))
            return false;
    return true;
}

static void print(const struct config *c)
{
    (void)printf("The topology is in order: exchanges %s and %s, queues %s, %s, %s and %s.\n",
                 c->broker_exchange, c->broker_dead_exchange, c->broker_backfill_queue,
                 c->broker_enrichment_queue, c->broker_backfill_dlq, c->broker_enrichment_dlq);
}

static void print_names(struct text *out, const char *key, const char *const *names, size_t count)
{
    json_write_open(out, key, '[');
    for (size_t i = 0; i < count; i++)
        json_write_text(out, NULL, names[i]);
    json_write_close(out, ']');
}

static void print_json(const struct config *c, int created)
{
    CLEANUP(text_done) struct text out = {0};
    const char *const exchanges[] = {c->broker_exchange, c->broker_dead_exchange};
    const char *const queues[] = {c->broker_backfill_queue, c->broker_enrichment_queue,
                                  c->broker_backfill_dlq, c->broker_enrichment_dlq};
    json_write_open(&out, NULL, '{');
    json_write_int(&out, "queues_created", created);
    print_names(&out, "exchanges", exchanges, ARRAY_LEN(exchanges));
    print_names(&out, "queues", queues, ARRAY_LEN(queues));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static bool no_wait;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    int created = 0;
    if (!context_configure(context, /* needs_database= */ false, /* needs_broker= */ true, err) ||
        !declare(context->config, &created, err))
        return EXIT_BY_ERROR;
    if (created > 0 && !no_wait) {
        (void)fprintf(stderr,
                      "%s declared; waiting 5 s, until they would survive a kill of the broker\n",
                      output_count(created, "queue", "queues"));
        clock_sleep_ms(REPLICATION_MS);
    }
    if (!topology_check(context->config, err))
        return EXIT_BY_ERROR;
    if (context->json)
        print_json(context->config, created);
    else
        print(context->config);
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    {.name = "no-wait",
     .kind = CLI_FLAG,
     .value = &no_wait,
     .help = "do not wait after queues were created"},
    OPTION_END,
};

const struct command command_topology = {
    .name = "topology",
    .summary = "Declare and check the broker's exchanges and queues.",
    .purpose = "Declare the broker's exchanges and queues, and check that each is there.",
    .details = "What is there already stays as it is. After a queue was created the command "
               "waits 5 s, because a queue that was just declared does not survive a kill of "
               "its broker.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
