/* gate.c: the gate and its thread: takes calls, books, closes, and serves one provider after the
 * other (gate_slots.c). */
#include "gate/gate_private.h"

#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "io/failpoint.h"
#include "sql.h"

#define IDLE_MS 1000
#define BOOK_MS 50 /* bookings are gathered this long */

/* ---- from outside ---- */

/* in  gate locked. The thread is to turn by then; it is woken only if it would sleep longer. */
static void turn_by(struct gate *gate, int64_t at_ms)
{
    if (at_ms >= gate->turn_at_ms)
        return;
    gate->turn_at_ms = at_ms;
    (void)pthread_cond_signal(&gate->more);
}

void gate_submit(struct gate *gate, struct ask *ask)
{
    call_batch_begin(ask);
    ask->error = (struct error){.class = ERROR_NONE};
    ask->too_late = false;
    ask->day[0] = '\0';
    const int64_t slots_at_ms = gate->queues[ask->service->index].reserve_at_ms;
    (void)pthread_mutex_lock(&gate->lock);
    provider_queue_append(&gate->queues[ask->service->index], ask);
    turn_by(gate, ask->not_before_ms > slots_at_ms ? ask->not_before_ms : slots_at_ms);
    (void)pthread_mutex_unlock(&gate->lock);
}

void gate_withdraw(struct gate *gate, struct call_batch *batch)
{
    struct error why = {0};
    (void)error_set(&why, ERROR_CANCELLED, 0, "withdrawn while it waited for a slot");
    for (size_t i = 0; i < gate->services->count; i++) {
        (void)pthread_mutex_lock(&gate->lock);
        struct ask *list = provider_queue_take(&gate->queues[i], batch);
        (void)pthread_mutex_unlock(&gate->lock);
        call_batch_refuse(list, &why);
    }
}

void gate_record(struct gate *gate, struct ask *ask, const struct outcome *outcome)
{
    if (!*ask->day)
        return; /* nothing was reserved for it, or it was given back already */
    meter_record(gate->meter, ask, outcome);
    ask->day[0] = '\0';
    (void)pthread_mutex_lock(&gate->lock);
    turn_by(gate, clock_monotonic_ms() + BOOK_MS);
    (void)pthread_mutex_unlock(&gate->lock);
}

void gate_close_provider(struct gate *gate, const struct service *service, int64_t ms,
                         enum error_class class, const char *why)
{
    meter_close_provider(gate->meter, service, ms, class, why);
    (void)pthread_mutex_lock(&gate->lock);
    gate->queues[service->index].closings++;
    turn_by(gate, 0);
    (void)pthread_mutex_unlock(&gate->lock);
}

void gate_look_again(struct gate *gate)
{
    atomic_store(&gate->reopen, true);
    (void)pthread_mutex_lock(&gate->lock);
    turn_by(gate, 0);
    (void)pthread_mutex_unlock(&gate->lock);
}

/* ---- the engine says a call is done ---- */

void gate_call_done(struct http_call *call)
{
    struct ask *ask = call->owner;
    struct gate *gate = call->gate;
    bool unreachable = !call->late && call->error.class == ERROR_TRANSIENT;
    const struct outcome unsent = {.name = unreachable ? "unreachable" : "returned"};
    if (call->sent) {
        FAILPOINT("http.answered");
        ask->tries++;
        call_batch_end(ask);
        return;
    }
    gate_record(gate, ask, &unsent);
    /* Late before, and cancelled now: there are no more slots for it. */
    if (!call->late || call->error.class == ERROR_CANCELLED) {
        call_batch_end(ask);
        return;
    }
    (void)pthread_mutex_lock(&gate->lock); /* another slot, before all others */
    struct provider_queue *queue = &gate->queues[ask->service->index];
    provider_queue_prepend(queue, ask);
    queue->reserve_at_ms = 0;
    turn_by(gate, 0);
    (void)pthread_mutex_unlock(&gate->lock);
}

/* ---- the database ---- */

static bool connect_database(struct gate *gate, struct error *err)
{
    if (gate->db && database_alive(gate->db))
        return true;
    database_close(gate->db);
    gate->db = NULL;
    const struct database_options options = config_database(gate->config, "backfill-consumer gate");
    return database_open(&options, &gate->db, err);
}

/* ---- what an operator and the provider itself say ---- */

static bool reopen(struct gate *gate, struct error *err)
{
    if (!atomic_exchange(&gate->reopen, false))
        return true;
    CLEANUP(sql_array_done) struct sql_array names = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    for (size_t i = 0; i < gate->services->count; i++)
        sql_array_add(&names, gate->services->items[i].name);
    if (!DATABASE_RUN(gate->db, &sql_provider_open_after_reload, &rows, err,
                      sql_text(sql_array_text(&names)))) {
        atomic_store(&gate->reopen, true);
        return false;
    }
    for (size_t i = 0; i < rows_count(rows); i++)
        LOG(LOG_INFO, "provider_opened",
            log_str("provider", row_text(rows, i, PROVIDER_OPEN_AFTER_RELOAD_PROVIDER)),
            log_str("why", "looked at again"));
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

/* A service that nothing but one call is made for (try) is not asked for figures. */
static bool look_up_figures(struct gate *gate, const struct service *service, struct error *err)
{
    struct own_usage *figure = &gate->figures[service->index];
    const size_t listed = gate->services->generator_count + gate->services->resolver_count;
    if (!figure->under_way && (listed == 0 || !is_wanted(gate, service)))
        return true;
    return own_usage_turn(figure, gate, service, gate->db, err);
}

/* ---- the thread ---- */

static bool turn(struct gate *gate, int64_t *next, struct error *err)
{
    if (!connect_database(gate, err) || !meter_write(gate->meter, gate->db, err))
        return false;
    if (!reopen(gate, err))
        return false;
    for (size_t i = 0; i < gate->services->count; i++) {
        const struct service *service = &gate->services->items[i];
        if (!service->local &&
            (!look_up_figures(gate, service, err) || !gate_serve(gate, service, next, err)))
            return false;
    }
    return true;
}

static bool is_stopping(struct gate *gate)
{
    (void)pthread_mutex_lock(&gate->lock);
    bool stopping = gate->stopping;
    (void)pthread_mutex_unlock(&gate->lock);
    return stopping;
}

/* What is asked of the thread from here on brings about another turn. */
static void begin_turn(struct gate *gate)
{
    (void)pthread_mutex_lock(&gate->lock);
    gate->turn_at_ms = INT64_MAX;
    (void)pthread_mutex_unlock(&gate->lock);
}

static bool wait_more(struct gate *gate, int64_t next)
{
    (void)pthread_mutex_lock(&gate->lock);
    turn_by(gate, next);
    while (!gate->stopping && gate->turn_at_ms > clock_monotonic_ms())
        (void)thread_wait_until(&gate->more, &gate->lock, gate->turn_at_ms);
    bool go_on = !gate->stopping || !meter_is_written(gate->meter);
    (void)pthread_mutex_unlock(&gate->lock);
    return go_on;
}

static void *run(void *argument)
{
    struct gate *gate = argument;
    bool away = false;
    int64_t next = 0;
    do {
        struct error err = {0};
        begin_turn(gate);
        next = clock_monotonic_ms() + IDLE_MS;
        if (turn(gate, &next, &err)) {
            gate->backoff.tries = 0;
            away = false;
            continue;
        }
        LOG(away ? LOG_DEBUG : LOG_WARNING, "gate_shut", log_error_class(&err),
            log_error_message(&err));
        if (is_stopping(gate)) /* what is not booked stays reserved: it counts */
            return NULL;
        away = true;
        clock_sleep_ms(backoff_next_ms(&gate->backoff));
    } while (wait_more(gate, next));
    return NULL;
}

struct gate *gate_start(const struct config *config, const struct services *services,
                        struct http_engine *engine)
{
    struct gate *gate = mem_new(1, sizeof(*gate));
    gate->config = config;
    gate->services = services;
    gate->engine = engine;
    gate->meter = meter_new();
    gate->backoff = (struct backoff){.first_ms = 100, .max_ms = config->reconnect_max_ms};
    (void)pthread_mutex_init(&gate->lock, NULL);
    thread_cond_init(&gate->more);
    for (size_t i = 0; i < ARRAY_LEN(gate->queues); i++)
        provider_queue_init(&gate->queues[i]);
    for (size_t i = 0; i < ARRAY_LEN(gate->figures); i++)
        own_usage_init(&gate->figures[i]);
    gate->thread = thread_start("gate", THREAD_STACK_PLAIN, run, gate);
    return gate;
}

void gate_stop(struct gate *gate)
{
    if (!gate)
        return;
    (void)pthread_mutex_lock(&gate->lock);
    gate->stopping = true;
    (void)pthread_cond_signal(&gate->more);
    (void)pthread_mutex_unlock(&gate->lock);
    (void)pthread_join(gate->thread, NULL);
    meter_free(gate->meter);
    for (size_t i = 0; i < ARRAY_LEN(gate->figures); i++)
        own_usage_done(&gate->figures[i]);
    database_close(gate->db);
    (void)pthread_cond_destroy(&gate->more);
    (void)pthread_mutex_destroy(&gate->lock);
    mem_free(gate);
}
