/* consumer.h: what the parts of one consumer process share. It is filled while the threads are
 * started; afterwards only what is atomic changes. */
#pragma once
#include <stdatomic.h>

#include "io/config/config.h"
#include "io/database/database_pool.h"
#include "model/month_log.h"
#include "shared/service.h"

#define PROGRAM "backfill-consumer"

struct intake;
struct workers;
struct relay_thread;
struct janitor;
struct gate;
struct gate_thread;
struct http_engine;

struct consumer {
    const struct config *config;
    struct database_pool *pool; /* of the workers' connections */
    int process_id;
    char name[320]; /* "host:pid": workers are "host:pid/3" */
    struct retry_plan retry;
    struct services services;
    struct http_engine *http; /* NULL, as the two below: all services are local */
    struct gate *gate;
    struct gate_thread *gate_thread;
    struct intake *intake;
    struct workers *workers;
    struct relay_thread *relay_thread;
    struct janitor *janitor;
    atomic_bool started;   /* all parts are there */
    atomic_bool paused;    /* the fleet is told to pause: take nothing new */
    atomic_bool hand_back; /* stop now: months in flight are handed back at their next step */
};
