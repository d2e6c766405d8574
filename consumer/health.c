/* health.c: answers to probes and to Prometheus. They tell what the threads have noted last, and
 * ask no server. */
#include "health.h"

#include <string.h>

#include "core/log.h"
#include "intake/intake.h"
#include "io/metrics.h"
#include "io/provider_metrics.h"
#include "io/stage_metrics.h"
#include "janitor.h"
#include "upkeep/relay_thread.h"

/* Longer than a thread waits for anything, such as connecting or one statement. */
#define TURN_MAX_MS 60000
#define BEAT_MAX_MS 10000
#define FAILS_MAX_MS 10000

static void answer(struct web_answer *ret, bool ok, const char *why)
{
    ret->status = ok ? 200 : 503;
    ret->content_type = "text/plain; charset=utf-8";
    text_add(&ret->body, ok ? "ok\n" : why);
}

const char *health_stuck(const struct consumer *consumer)
{
    if (!atomic_load(&consumer->started)) /* it may wait for the servers */
        return NULL;
    for (int kind = 0; kind < QUEUE_KINDS; kind++)
        if (consumer_has_queue(consumer, (enum queue_kind)kind) &&
            intake_idle_ms(consumer->queues[kind].intake) > TURN_MAX_MS)
            return "the intake has not turned for a minute\n";
    return relay_thread_idle_ms(consumer->relay_thread) <= TURN_MAX_MS
               ? NULL
               : "the relay has not turned for a minute\n";
}

static void answer_live(const struct consumer *consumer, struct web_answer *ret)
{
    const char *why = health_stuck(consumer);
    answer(ret, why == NULL, why);
}

static bool all_connected(const struct consumer *consumer)
{
    for (int kind = 0; kind < QUEUE_KINDS; kind++)
        if (consumer_has_queue(consumer, (enum queue_kind)kind) &&
            !intake_connected(consumer->queues[kind].intake))
            return false;
    return true;
}

static bool is_sick(const struct consumer *consumer)
{
    for (int kind = 0; kind < QUEUE_KINDS; kind++)
        if (consumer_has_queue(consumer, (enum queue_kind)kind) &&
            intake_is_sick(consumer->queues[kind].intake))
            return true;
    return consumer_database_fails_ms(consumer) > FAILS_MAX_MS;
}

static void answer_ready(const struct consumer *consumer, struct web_answer *ret)
{
    if (!atomic_load(&consumer->started))
        answer(ret, false, "starting: waiting for database and broker\n");
    else if (!all_connected(consumer))
        answer(ret, false, "broker: not connected, or its queue is missing\n");
    else if (is_sick(consumer))
        answer(ret, false, "database: it refuses what this process needs: see the log\n");
    else
        answer(ret, janitor_beat_age_ms(consumer->janitor) <= BEAT_MAX_MS,
               "database: no heartbeat for 10 s\n");
}

static void answer_metrics(struct web_answer *ret)
{
    ret->status = 200;
    ret->content_type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_write(&ret->body);
    provider_metrics_write(&ret->body);
    stage_metrics_write(&ret->body);
}

static void handle(void *context, struct web_exchange *exchange, const struct web_request *request)
{
    const struct consumer *consumer = context;
    struct web_answer reply = {.status = 404};
    if (strcmp(request->path, "/livez") == 0)
        answer_live(consumer, &reply);
    else if (strcmp(request->path, "/readyz") == 0)
        answer_ready(consumer, &reply);
    else if (strcmp(request->path, "/metrics") == 0)
        answer_metrics(&reply);
    else
        text_add(&reply.body, "not found: /livez, /readyz and /metrics are here\n");
    web_reply(exchange, &reply);
}

bool health_start(struct consumer *consumer, struct webserver **ret, struct error *err)
{
    const char *listen = consumer->config->consumer_listen;
    if (!listen || !*listen)
        return true;
    const struct webserver_options options = {
        .listen = listen, .handler = handle, .context = consumer, .methods = "GET, HEAD"};
    if (!webserver_start(&options, ret, err))
        return error_wrap(err, "consumer.listen");
    LOG(LOG_INFO, "listening", log_str("address", listen), log_int("port", webserver_port(*ret)));
    return true;
}
