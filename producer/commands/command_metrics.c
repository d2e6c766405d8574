/* command_metrics.c: the fleet's metrics for Prometheus. A server that is away is a sample too, not
 * an error: monitoring must hear of it. Each is asked once, because a scrape does not wait. */
#include <stdio.h>

#include "commands/commands.h"
#include "model/alarm_limits.h"
#include "model/schema.h"
#include "model/zones.h"
#include "shared/exposition.h"
#include "shared/output.h"
#include "sql.h"

#define ALIVE_MS 10000 /* a process writes its heartbeat every second */
#define STATEMENT_MS 5000

static bool open_database(struct context *context, struct error *err)
{
    if (context->db)
        return true;
    struct database_options options = config_database(context->config, PROGRAM " metrics");
    options.statement_timeout_ms = STATEMENT_MS;
    return database_open(&options, &context->db, err);
}

static bool read_rows(struct context *context, const struct depths *depths, struct rows **ret,
                      struct error *err)
{
    CLEANUP(text_done) struct text limits = {0};
    const struct alarm_depths seen = {
        .queue = depths->known && depths->of[0].exists ? depths->of[0].ready : -1,
        .letters = depths_letters(depths)};
    alarm_limits(context->config, &seen, &limits);
    return open_database(context, err) && schema_check(context->db, err) &&
           zones_check(context->db, context->config, err) &&
           DATABASE_RUN(context->db, &sql_status_metrics, ret, err, sql_text(text_of(&limits)),
                        sql_int(ALIVE_MS));
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(text_done) struct text out = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct depths depths = {.known = false};
    struct error away = {0};
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ true, err))
        return EXIT_BY_ERROR;
    depths_read(context->config, &depths);
    if (!depths.known)
        (void)fprintf(stderr, PROGRAM ": broker: %s\n", depths.why.message);
    if (!read_rows(context, &depths, &rows, &away))
        (void)fprintf(stderr, PROGRAM ": database: %s\n", away.message);
    exposition_write(&(struct exposition){.rows = rows, .depths = &depths}, context->json, &out);
    if (context->json)
        output_print_json(&out);
    else
        (void)fputs(text_of(&out), stdout);
    return EXIT_DONE;
}

const struct command command_metrics = {
    .name = "metrics",
    .summary = "Print the fleet's metrics, in the text format of Prometheus.",
    .purpose = "Print the fleet's metrics, in the text format of Prometheus: months, queues, the "
               "outbox, dead letters, quotas, calls, cost, processes and alarms, from one snapshot "
               "of the database.",
    .details = "What a server does not answer is left out, and backfill_scrape_success is 0 for "
               "it; the exit code is 0 all the same. Each consumer has metrics of its own beside "
               "these (consumer.listen).\n"
               "Rules for alerts are in deploy/prometheus, a dashboard is in deploy/grafana.",
    .prints_json = true,
    .perform = perform,
};
