/* gate_private.h: what gate.c and gate_slots.c share. */
#pragma once
#include <pthread.h>

#include "core/backoff.h"
#include "gate/gate.h"
#include "gate/own_usage.h"
#include "gate/provider_queue.h"
#include "io/database/database.h"

struct gate {
    const struct config *config;
    const struct services *services;
    struct http_engine *engine;
    pthread_t thread;
    pthread_mutex_t lock; /* guards the lists, turn_at_ms and stopping */
    pthread_cond_t more;
    int64_t turn_at_ms; /* when the thread is to turn again */
    struct provider_queue queues[CONFIG_PROVIDERS_MAX];
    bool stopping;
    struct meter *meter;
    atomic_bool reopen;
    struct own_usage figures[CONFIG_PROVIDERS_MAX]; /* by service; the thread's own, as is db */
    struct database *db;                            /* the thread's own, as all below */
    struct clock_distance {
        bool known;
        int64_t until_ms;    /* this minute's end */
        int64_t least_ms[2]; /* of this minute and of the last: our monotonic clock less its */
    } distance;
    struct backoff backoff;
};

/** The engine has done with a call. */
void gate_call_done(struct http_call *call) NONNULL_ALL;

/** Reserve for one provider, if it is time and somebody waits, and hand its calls to the engine.
 *  out  next  lowered to when the provider is to be served again (ms, monotonic)
 *  err  OWN_SERVERS the database is away: nothing is sent */
bool gate_serve(struct gate *gate, const struct service *service, int64_t *next, struct error *err)
    NONNULL_ALL MUST_CHECK;
