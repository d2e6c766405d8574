/* serve.c: the life of the server: it starts its threads without waiting for any other server,
 * obeys signals, beats systemd's watchdog while its threads turn, and ends when what is under way
 * has its answer. It never opens the database; its workers do. */
#include "serve/serve.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"
#include "core/log.h"
#include "io/notify.h"
#include "serve/dispatch.h"
#include "serve/problem.h"
#include "serve/route.h"
#include "serve/upkeep_child.h"
#include "serve/witness.h"

#define LOOK_MS 200
#define TURN_MAX_MS 10000    /* longer than any thread waits */
#define TURN_LEAST_MS 1000   /* what a thread may need on a machine that is busy */
#define FLUSH_MS 1000        /* for the answers of what the end has cut off */
#define UPKEEP_WAIT_MS 15000 /* of a statement or the broker, in a process of serve */

struct serve {
    const struct serve_setup *setup;
    sigset_t signals;
    struct dispatch dispatch;
    struct webserver *web;
    int64_t beat_ms; /* when systemd was last told */
    bool hurried;    /* a second signal came: nothing is waited for */
};

/* ---- signals ---- */

static void block_signals(sigset_t *ret)
{
    (void)sigemptyset(ret);
    (void)sigaddset(ret, SIGTERM);
    (void)sigaddset(ret, SIGINT);
    (void)sigaddset(ret, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, ret, NULL);
}

/* SIGHUP: take what is secret, and the configuration of the workers, from the files again. */
static void reload(struct serve *serve)
{
    struct error err = {0};
    CLEANUP(config_free) struct config *fresh = NULL;
    if (!config_read(serve->setup->config_file, &fresh, &err) ||
        !config_check(fresh, /* needs_database= */ true, /* needs_broker= */ true, &err)) {
        LOG(LOG_WARNING, "configuration_not_read", log_error_class(&err), log_error_message(&err));
        return;
    }
    struct auth *auth = NULL;
    if (!auth_open(fresh, &auth, &err))
        LOG(LOG_WARNING, "secrets_not_read", log_error_class(&err), log_error_message(&err));
    else
        dispatch_take_auth(&serve->dispatch, auth);
    pool_renew(serve->dispatch.pool);
    upkeep_child_renew(serve->dispatch.upkeep);
    LOG(LOG_INFO, "reload", log_str("workers", "renewed"));
}

/* Wait for a signal, and do what SIGHUP asks for. true: the process must stop. */
static bool wait_signal(struct serve *serve, int64_t ms)
{
    const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
    const int got = sigtimedwait(&serve->signals, NULL, &time);
    if (got == SIGHUP)
        reload(serve);
    return got == SIGTERM || got == SIGINT;
}

/* ---- its course ---- */

/* Whoever looks more often wants to know sooner. */
static int64_t turn_max_ms(int64_t every_ms)
{
    const int64_t ms = TURN_LEAST_MS + every_ms;
    return ms < TURN_MAX_MS ? ms : TURN_MAX_MS;
}

static void beat(struct serve *serve)
{
    const int64_t every_ms = notify_watchdog_ms(), now_ms = clock_monotonic_ms();
    if (every_ms == 0 || now_ms - serve->beat_ms < every_ms)
        return;
    const int64_t most_ms = turn_max_ms(every_ms);
    if (webserver_idle_ms(serve->web) > most_ms || pool_idle_ms(serve->dispatch.pool) > most_ms)
        return;
    serve->beat_ms = now_ms;
    notify_send("WATCHDOG=1");
}

static void wait_for_end(struct serve *serve)
{
    while (!wait_signal(serve, LOOK_MS)) {
        upkeep_child_turn(serve->dispatch.upkeep);
        streams_turn(serve->dispatch.streams);
        beat(serve);
    }
}

/* Another signal ends the waiting. */
static void wait_until_answered(struct serve *serve, int64_t ms)
{
    const int64_t until_ms = clock_monotonic_ms() + ms;
    while (!serve->hurried && webserver_busy(serve->web) > 0 && clock_monotonic_ms() < until_ms)
        serve->hurried = wait_signal(serve, 20);
}

/* The answers of what was cut off are on their way. */
static void flush(struct serve *serve)
{
    const int64_t until_ms = clock_monotonic_ms() + FLUSH_MS;
    while (webserver_busy(serve->web) > 0 && clock_monotonic_ms() < until_ms)
        clock_sleep_ms(20);
}

static void drain(struct serve *serve)
{
    LOG(LOG_INFO, "draining", log_int("requests", (int64_t)webserver_busy(serve->web)));
    notify_send("STOPPING=1");
    webserver_drain(serve->web);
    streams_drain(serve->dispatch.streams);
    wait_until_answered(serve, serve->setup->config->drain_seconds * 1000);
    if (serve->hurried)
        LOG(LOG_WARNING, "hurried", log_int("unanswered", (int64_t)webserver_busy(serve->web)));
}

/* What the pool has not done by now is answered by the pool's end. */
static void stop(struct serve *serve)
{
    upkeep_child_stop(serve->dispatch.upkeep, /* kindly= */ !serve->hurried);
    pool_stop(serve->dispatch.pool);
    if (serve->web)
        flush(serve);
    webserver_stop(serve->web);
    streams_free(serve->dispatch.streams);
    pool_free(serve->dispatch.pool);
    auth_free(serve->dispatch.auth);
    (void)pthread_mutex_destroy(&serve->dispatch.lock);
}

static bool listen_to(struct serve *serve, struct error *err)
{
    const struct config *config = serve->setup->config;
    const struct webserver_options options = {
        .listen = config->http_listen,
        .handler = dispatch_handle,
        .context = &serve->dispatch,
        .hosts = config->http_hosts,
        .body_bytes = (size_t)config->http_body_bytes,
        .streams = STREAMS_MAX,
        .refuse = problem_refuse,
        .done = dispatch_log,
        .answered = witness_answer,
    };
    return webserver_start(&options, &serve->web, err) || error_wrap(err, "http.listen");
}

static void tell(const struct serve *serve)
{
    const int port = webserver_port(serve->web);
    const char *listen = serve->setup->config->http_listen;
    const char *colon = strrchr(listen, ':'); /* it is there: the server listens */
    (void)printf(serve->setup->json ? "{\"url\":\"http://%.*s:%d\"}\n"
                                    : "Listening on http://%.*s:%d\n",
                 (int)(colon - listen), listen, port);
    (void)fflush(stdout); /* main asks at the end whether all was written */
    LOG(LOG_INFO, "listening", log_str("address", listen), log_int("port", port));
    notify_send("READY=1");
}

static int64_t at_most(int64_t value, int64_t most)
{
    return value < most ? value : most;
}

/* Longer than a turn of it can take: some statements, the broker, and twenty heartbeats. */
static int64_t upkeep_silent_ms(const struct config *config)
{
    return 2 * at_most(config->database_statement_timeout_ms, UPKEEP_WAIT_MS) +
           2 * at_most(config->broker_timeout_ms, UPKEEP_WAIT_MS) +
           20 * config->janitor_heartbeat_ms;
}

int serve_run(const struct serve_setup *setup, struct error *err)
{
    struct serve serve = {.setup = setup};
    const struct pool_options options = {
        .config_file = setup->config_file,
        .workers = (size_t)setup->config->http_workers,
        .request_ms = setup->config->http_request_seconds * 1000,
    };
    if (!auth_open(setup->config, &serve.dispatch.auth, err))
        return EXIT_BY_ERROR;
    routes_use(setup->commands, setup->config);
    block_signals(&serve.signals);
    (void)pthread_mutex_init(&serve.dispatch.lock, NULL); /* cannot fail with these attributes */
    pool_start(&options, &serve.dispatch.pool);
    serve.dispatch.upkeep = upkeep_child_new(setup->config_file, upkeep_silent_ms(setup->config));
    serve.dispatch.streams = streams_new(serve.dispatch.pool);
    const bool good = listen_to(&serve, err);
    if (good) {
        tell(&serve);
        wait_for_end(&serve);
        drain(&serve);
    }
    stop(&serve);
    LOG(LOG_INFO, "stopped", log_str("what", "serve"));
    return good ? EXIT_DONE : EXIT_BY_ERROR;
}
