/* gate.c: what any thread asks of the gate: queue a call, take calls back, record an outcome, close
 * or open providers. The gate's thread does the rest (gate_thread.c, slots.c). */
#include "gate/gate_private.h"

#include "core/clock.h"
#include "core/mem.h"
#include "core/thread.h"
#include "io/provider_metrics.h"

#define GATHER_MS 50 /* outcomes are gathered this long before they are written */

bool gate_storing_fails(const struct gate *gate)
{
    return gate->pool && database_pool_fails_ms(gate->pool) > 0;
}

void gate_turn_by(struct gate *gate, int64_t at_ms)
{
    if (at_ms >= gate->turn_at_ms)
        return;
    gate->turn_at_ms = at_ms;
    (void)pthread_cond_signal(&gate->more);
}

static void turn_by(struct gate *gate, int64_t at_ms)
{
    (void)pthread_mutex_lock(&gate->lock);
    gate_turn_by(gate, at_ms);
    (void)pthread_mutex_unlock(&gate->lock);
}

void gate_submit(struct gate *gate, struct ask *ask)
{
    struct provider_queue *queue = &gate->queues[ask->service->index];
    call_batch_begin(ask);
    ask->error = (struct error){.class = ERROR_NONE};
    ask->too_late = false;
    ask->units_left = 0;
    ask->waits_for = NULL;
    ask->day[0] = '\0';
    const int64_t slots_at_ms = queue->reserve_at_ms;
    (void)pthread_mutex_lock(&gate->lock);
    provider_queue_append(queue, ask);
    gate_turn_by(gate, ask->not_before_ms > slots_at_ms ? ask->not_before_ms : slots_at_ms);
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
        return;
    meter_record(gate->meter, ask, outcome);
    provider_metrics_count_call(ask->service->name, outcome->name, ask->enriches);
    ask->day[0] = '\0';
    turn_by(gate, clock_monotonic_ms() + GATHER_MS);
}

void gate_close_provider(struct gate *gate, const struct service *service, int64_t ms,
                         enum error_class class, const char *why)
{
    meter_close_provider(gate->meter, service, ms, class, why);
    (void)pthread_mutex_lock(&gate->lock);
    gate->queues[service->index].times_closed++;
    gate_turn_by(gate, 0);
    (void)pthread_mutex_unlock(&gate->lock);
}

void gate_open_after_reload(struct gate *gate)
{
    atomic_store(&gate->open_after_reload, true);
    turn_by(gate, 0);
}

struct gate *gate_new(const struct config *config, const struct services *services,
                      struct http_engine *engine)
{
    struct gate *gate = mem_new(1, sizeof(*gate));
    gate->config = config;
    gate->services = services;
    gate->engine = engine;
    gate->meter = meter_new();
    (void)pthread_mutex_init(&gate->lock, NULL);
    thread_cond_init(&gate->more);
    for (size_t i = 0; i < ARRAY_LEN(gate->queues); i++)
        provider_queue_init(&gate->queues[i]);
    return gate;
}

void gate_free(struct gate *gate)
{
    if (!gate)
        return;
    meter_free(gate->meter);
    database_close(gate->db);
    (void)pthread_cond_destroy(&gate->more);
    (void)pthread_mutex_destroy(&gate->lock);
    mem_free(gate);
}
