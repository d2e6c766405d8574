/* gate_private.h: the gate's inside, for those who serve it: gate_thread and slots. */
#pragma once
#include <pthread.h>
#include <stdatomic.h>

#include "gate/clock_distance.h"
#include "gate/gate.h"
#include "gate/provider_queue.h"
#include "io/database/database_pool.h"
#include "shared/lease.h"

struct gate {
    const struct config *config;
    const struct services *services;
    struct http_engine *engine;
    const struct database_pool *pool; /* that answers are stored in; NULL: none are */
    struct lease *lease;              /* of the claims of this process; NULL: it has none */
    struct meter *meter;
    pthread_mutex_t lock; /* guards the queues, turn_at_ms and stopping */
    pthread_cond_t more;  /* turn_at_ms or stopping has changed */
    int64_t turn_at_ms;   /* when the thread is to turn again */
    bool stopping;
    struct provider_queue queues[CONFIG_PROVIDERS_MAX]; /* by service */
    atomic_bool open_after_reload; /* providers that are closed for their configuration */
    /* of the gate's thread alone: */
    struct database *db; /* NULL: not connected */
    struct clock_distance distance;
};

/** Is a statement of a worker waiting because the database is away or refuses it? Then no call is
 *  sent: its answer might be paid for and not be stored. Any thread. */
bool gate_storing_fails(const struct gate *gate) NONNULL_ALL;

/** The gate's thread is to turn by that time; it is woken only if it would sleep longer. The caller
 *  holds gate->lock. */
void gate_turn_by(struct gate *gate, int64_t at_ms) NONNULL_ALL;
