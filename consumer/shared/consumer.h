/* consumer.h: what the parts of one consumer process share. It is filled while the threads are
 * started; afterwards only what is atomic changes. */
#pragma once
#include <stdatomic.h>

#include "core/uuid.h"
#include "io/config/config.h"
#include "io/database/database_pool.h"
#include "model/month_log.h"
#include "shared/service.h"

#define PROGRAM "backfill-consumer"

struct intake;
struct delivery_queue;
struct workers;
struct relay_thread;
struct janitor;
struct gate;
struct gate_thread;
struct http_engine;
struct lease;

/* The queues of the broker that a consumer can take work from. */
enum queue_kind {
    QUEUE_BACKFILL,   /* months, to generate and resolve */
    QUEUE_ENRICHMENT, /* ISBNs, to enrich */
    QUEUE_KINDS
};

/* One of them: what comes in, and who works on it. */
struct work_queue {
    struct intake *intake;             /* NULL: this process takes nothing from the queue */
    struct delivery_queue *deliveries; /* on their way from the intake to the workers and back */
    struct workers *workers;
};

#define NO_SUSPECT (-1)

struct consumer {
    const struct config *config;
    struct database_pool *pool; /* of the workers' connections */
    atomic_int process_id;      /* the owner of its months; the janitor changes it */
    char name[320];             /* "host:pid": workers are "host:pid/3" */
    struct retry_plan retry;
    struct services services;
    struct http_engine *http; /* NULL, as the two below, when all services are local */
    struct gate *gate;
    struct gate_thread *gate_thread;
    struct work_queue queues[QUEUE_KINDS];
    struct relay_thread *relay_thread;
    struct janitor *janitor;
    struct lease *lease;       /* of its claims; the janitor renews it, the gate asks */
    struct uuid installation;  /* whose messages it takes */
    struct error foreign;      /* why it stops: an intake met another's message */
    atomic_bool meets_foreign; /* an intake sets foreign, or has done so */
    atomic_bool met_foreign;   /* foreign is set */
    atomic_int suspect_of; /* the queue whose suspect runs alone, or waits for that; NO_SUSPECT */
    atomic_int_fast64_t gate_fails_since_ms; /* monotonic; 0: it reserves and records calls */
    atomic_bool started;       /* all parts are started, and broker and database were there */
    atomic_bool paused;        /* an operator has paused the fleet */
    atomic_bool isbns_claimed; /* since the janitor has found none that carries this process */
    atomic_bool draining;      /* the process is stopping; months in flight may still be finished */
    atomic_bool release_now;   /* stop now: months in flight are released at their next step */
};

/** Does this process take work from the queue? Any thread, once intakes are started. */
static inline bool consumer_has_queue(const struct consumer *consumer, enum queue_kind kind)
{
    return consumer->queues[kind].intake != NULL;
}

/** For how many ms the database has been away, or has refused what this process needs: its workers
 *  or its gate; 0: it works. Any thread. */
int64_t consumer_database_fails_ms(const struct consumer *consumer) NONNULL_ALL;

/* May a process take work, and if not, why? The first reason that applies counts. */
enum may_take_work {
    MAY_TAKE_WORK,
    MAY_NOT_DRAINING,
    MAY_NOT_PAUSED,
    MAY_NOT_DATABASE_FAILS, /* for 20 s; processes whose database works take the work */
};

/** May this process take new work now? Workers finish what they have in any case. Any thread. */
enum may_take_work consumer_may_take_work(const struct consumer *consumer) NONNULL_ALL;
