/* gate_thread.c: serves one provider after the other, then sleeps until the gate needs it again. */
#include "gate/gate_thread.h"

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "core/version.h"
#include "gate/gate_private.h"
#include "gate/own_usage.h"
#include "gate/slots.h"
#include "io/http/http.h"
#include "shared/descriptors.h"
#include "sql.h"

#define IDLE_MS 1000
#define LOOK_MS 200                   /* whether storing works again */
#define BODIES_MAX ((size_t)64 << 20) /* of all answers that are under way */

struct gate_thread {
    struct consumer *consumer;
    struct gate *gate;
    pthread_t id;
    struct own_usage own_usage[CONFIG_PROVIDERS_MAX]; /* by service */
};

/* ---- one turn ---- */

static bool connect_database(struct gate *gate, struct error *err)
{
    if (gate->db && database_alive(gate->db))
        return true;
    database_close(gate->db);
    gate->db = NULL;
    const struct database_options options = config_database(gate->config, "backfill-consumer gate");
    return database_open(&options, &gate->db, err);
}

static bool open_after_reload(struct gate *gate, struct error *err)
{
    if (!atomic_exchange(&gate->open_after_reload, false))
        return true;
    CLEANUP(sql_array_done) struct sql_array names = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    for (size_t i = 0; i < gate->services->count; i++)
        sql_array_add(&names, gate->services->items[i].name);
    if (!DATABASE_RUN(gate->db, &sql_provider_open_after_reload, &rows, err,
                      sql_text(sql_array_text(&names)))) {
        atomic_store(&gate->open_after_reload, true);
        return false;
    }
    for (size_t i = 0; i < rows_count(rows); i++)
        LOG(LOG_INFO, "provider_looked_at_again",
            log_str("provider", row_text(rows, i, PROVIDER_OPEN_AFTER_RELOAD_PROVIDER)),
            log_int("months_due", row_int(rows, i, PROVIDER_OPEN_AFTER_RELOAD_MONTHS_DUE)));
    for (size_t i = 0; i < gate->services->count; i++)
        gate->queues[i].reserve_at_ms = 0;
    return true;
}

static bool is_wanted(struct gate *gate, const struct service *service)
{
    (void)pthread_mutex_lock(&gate->lock);
    const bool wanted = gate->queues[service->index].first != NULL;
    (void)pthread_mutex_unlock(&gate->lock);
    return wanted;
}

/* A provider is asked for its usage only while calls wait for it. `try` lists no services: it makes
 * one call, and does not ask. */
static bool ask_own_usage(struct gate_thread *thread, const struct service *service,
                          struct error *err)
{
    struct gate *gate = thread->gate;
    struct own_usage *own = &thread->own_usage[service->index];
    const size_t listed = gate->services->generator_count + gate->services->resolver_count +
                          gate->services->enricher_count;
    if (!own->under_way && (listed == 0 || !is_wanted(gate, service)))
        return true;
    return own_usage_turn(own, gate, service, gate->db, err);
}

static bool turn(struct gate_thread *thread, int64_t *next_ms, struct error *err)
{
    struct gate *gate = thread->gate;
    if (!connect_database(gate, err) || !meter_write(gate->meter, gate->db, err) ||
        !open_after_reload(gate, err))
        return false;
    if (gate_storing_fails(gate)) { /* the calls wait in their queues */
        *next_ms = clock_monotonic_ms() + LOOK_MS;
        return true;
    }
    for (size_t i = 0; i < gate->services->count; i++) {
        const struct service *service = &gate->services->items[i];
        if (!service->local &&
            (!ask_own_usage(thread, service, err) || !slots_serve(gate, service, next_ms, err)))
            return false;
    }
    return true;
}

/* ---- turn after turn ---- */

static bool is_stopping(struct gate *gate)
{
    (void)pthread_mutex_lock(&gate->lock);
    bool stopping = gate->stopping;
    (void)pthread_mutex_unlock(&gate->lock);
    return stopping;
}

/* Whatever is asked of the gate from here on brings about another turn. */
static void begin_turn(struct gate *gate)
{
    (void)pthread_mutex_lock(&gate->lock);
    gate->turn_at_ms = INT64_MAX;
    (void)pthread_mutex_unlock(&gate->lock);
}

/* Wait for the next turn. false: there is none, because the gate stops and all is written. */
static bool wait_more(struct gate *gate, int64_t next_ms)
{
    (void)pthread_mutex_lock(&gate->lock);
    gate_turn_by(gate, next_ms);
    while (!gate->stopping && gate->turn_at_ms > clock_monotonic_ms())
        (void)thread_wait_until(&gate->more, &gate->lock, gate->turn_at_ms);
    bool go_on = !gate->stopping || !meter_is_written(gate->meter);
    (void)pthread_mutex_unlock(&gate->lock);
    return go_on;
}

static void note_failure(struct gate_thread *thread, struct log_repeat *said,
                         const struct error *err)
{
    int_fast64_t none = 0;
    const int64_t now_ms = clock_monotonic_ms();
    (void)atomic_compare_exchange_strong(&thread->consumer->gate_fails_since_ms, &none, now_ms);
    LOG(log_repeat_due(said, err->message, now_ms) ? LOG_WARNING : LOG_DEBUG, "gate_shut",
        log_error_class(err), log_error_message(err));
}

static void *serve_gate(void *argument)
{
    struct gate_thread *thread = argument;
    struct gate *gate = thread->gate;
    struct log_repeat said = {.said = false};
    struct backoff backoff = {.first_ms = 100, .max_ms = gate->config->reconnect_max_ms};
    int64_t next_ms = 0;
    do {
        struct error err = {0};
        begin_turn(gate);
        next_ms = clock_monotonic_ms() + IDLE_MS;
        if (turn(thread, &next_ms, &err)) {
            backoff.tries = 0;
            said.said = false;
            atomic_store(&thread->consumer->gate_fails_since_ms, 0);
            continue;
        }
        note_failure(thread, &said, &err);
        if (is_stopping(gate)) /* what is not written stays reserved, and so it counts */
            return NULL;
        clock_sleep_ms(backoff_next_ms(&backoff));
    } while (wait_more(gate, next_ms));
    return NULL;
}

/* ---- starting and stopping ---- */

static bool all_local(const struct services *services)
{
    for (size_t i = 0; i < services->count; i++)
        if (!services->items[i].local)
            return false;
    return true;
}

static struct http_engine *start_engine(const struct config *config, size_t services)
{
    CLEANUP(text_done) struct text agent = {0};
    text_add_format(&agent, "backfill/%s (%s)", version_number(),
                    *config->contact ? config->contact : "no contact configured");
    const struct http_engine_options options = {
        .user_agent = text_of(&agent),
        .ca_file = *config->http_client_ca_file ? config->http_client_ca_file : NULL,
        .proxy = *config->http_client_proxy ? config->http_client_proxy : NULL,
        .total_bytes_max = BODIES_MAX,
        .shares = services,
        .in_flight_max = descriptors_for_calls(config),
    };
    return http_engine_start(&options);
}

void gate_thread_start(struct consumer *consumer)
{
    if (all_local(&consumer->services))
        return;
    struct gate_thread *thread = mem_new(1, sizeof(*thread));
    consumer->http = start_engine(consumer->config, consumer->services.count);
    consumer->gate = gate_new(consumer->config, &consumer->services, consumer->http);
    consumer->gate_thread = thread;
    consumer->gate->pool = consumer->pool;
    consumer->gate->lease = consumer->lease;
    thread->consumer = consumer;
    thread->gate = consumer->gate;
    for (size_t i = 0; i < ARRAY_LEN(thread->own_usage); i++)
        own_usage_init(&thread->own_usage[i]);
    thread->id = thread_start("gate", THREAD_STACK_PLAIN, serve_gate, thread);
}

void gate_thread_stop(struct consumer *consumer)
{
    struct gate_thread *thread = consumer->gate_thread;
    if (!thread)
        return;
    struct gate *gate = thread->gate;
    http_engine_stop(consumer->http);
    (void)pthread_mutex_lock(&gate->lock);
    gate->stopping = true;
    (void)pthread_cond_signal(&gate->more);
    (void)pthread_mutex_unlock(&gate->lock);
    (void)pthread_join(thread->id, NULL);
    for (size_t i = 0; i < ARRAY_LEN(thread->own_usage); i++)
        own_usage_done(&thread->own_usage[i]);
    gate_free(gate);
    mem_free(thread);
}
