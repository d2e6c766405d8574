/* run.c: a consumer's life: it enters the fleet, starts its threads, waits for a signal or for the
 * queue to be empty, drains, and ends its threads in order. */
#include "run.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/version.h"
#include "gate/gate.h"
#include "gate/gate_thread.h"
#include "health.h"
#include "intake/intake.h"
#include "intake/queue_role.h"
#include "io/failpoint.h"
#include "io/http/http.h"
#include "io/metrics.h"
#include "io/notify.h"
#include "io/web/webserver.h"
#include "janitor.h"
#include "model/budget.h"
#include "model/installation.h"
#include "model/prompt_set.h"
#include "model/schema.h"
#include "model/topology.h"
#include "model/zones.h"
#include "shared/lease.h"
#include "until_empty.h"
#include "upkeep/relay_thread.h"

#define LOOK_MS 100
#define RELEASE_MS 5000 /* until months in flight have reached their next step */

/* ---- signals ---- */

struct signals {
    sigset_t set;
    struct consumer *consumer; /* for SIGHUP, as the next */
    struct config *config;
    const char *config_file; /* of the command line */
};

static void block_signals(sigset_t *ret)
{
    (void)sigemptyset(ret);
    (void)sigaddset(ret, SIGTERM);
    (void)sigaddset(ret, SIGINT);
    (void)sigaddset(ret, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, ret, NULL);
}

static void take_configuration(const struct signals *signals, const struct config *fresh)
{
    struct consumer *consumer = signals->consumer;
    services_take_keys(&consumer->services, fresh);
    config_take_urls(signals->config, fresh);
    if (consumer->pool)
        database_pool_set_url(consumer->pool, config_database(signals->config, "").url);
}

/* SIGHUP: read keys, URLs and prompts again, and open providers that were closed for their
 * configuration. */
static void reload(const struct signals *signals)
{
    struct error err = {0};
    struct consumer *consumer = signals->consumer;
    CLEANUP(config_free) struct config *fresh = NULL;
    if (config_read(signals->config_file, &fresh, &err) &&
        config_check(fresh, /* needs_database= */ true, /* needs_broker= */ true, &err))
        take_configuration(signals, fresh);
    else
        LOG(LOG_WARNING, "configuration_not_read", log_error_class(&err), log_error_message(&err));
    if (!prompt_set_load(consumer->config->prompts_dir, &err))
        LOG(LOG_WARNING, "prompts_not_read", log_error_class(&err), log_error_message(&err));
    if (consumer->gate)
        gate_open_after_reload(consumer->gate);
    LOG(LOG_INFO, "reload", log_str("prompts", prompt_set_names()));
}

/* Wait for a signal, and do what SIGHUP asks for. true: the process must stop. */
static bool wait_signal(const struct signals *signals, int64_t ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
    int got = sigtimedwait(&signals->set, NULL, &time);
    if (got == SIGHUP)
        reload(signals);
    return got == SIGTERM || got == SIGINT;
}

/* ---- starting ---- */

/* The process waits for a server that is away. An error of the configuration ends it. */
struct waiting {
    const struct signals *signals;
    struct backoff backoff;
    struct log_repeat said;
};

static struct waiting waiting_for(const struct config *config, const struct signals *signals)
{
    return (struct waiting){
        .signals = signals,
        .backoff = {.first_ms = 200, .max_ms = config->reconnect_max_ms},
    };
}

/* May the server that failed be tried again? If so, this waits a little before. */
static bool wait_server(struct waiting *waiting, struct error *err)
{
    if (err->class != ERROR_OWN_SERVERS)
        return false;
    if (log_repeat_due(&waiting->said, err->message, clock_monotonic_ms()))
        LOG(LOG_WARNING, "waiting_for_servers", log_error_message(err));
    if (!wait_signal(waiting->signals, backoff_next_ms(&waiting->backoff)))
        return true;
    err->class = ERROR_CANCELLED;
    return error_wrap(err, "stopped while waiting");
}

static bool try_enter(struct consumer *consumer, struct process **process, struct error *err)
{
    const struct config *config = consumer->config;
    struct process_told told = {.paused = false};
    if (!*process && !process_enter(config, "consumer", process, err))
        return false;
    if (!process_beat(*process, &told, err)) /* opens a lost session again */
        return false;
    if (atomic_exchange(&consumer->paused, told.paused) != told.paused)
        LOG(LOG_WARNING, told.paused ? "paused" : "resumed", log_str("by", "control"));
    return schema_check(process_session(*process), err) &&
           zones_check(process_session(*process), config, err) &&
           budget_check_all(process_session(*process), config, err) &&
           budget_wake(process_session(*process), config, err) &&
           installation_read(process_session(*process), &consumer->installation, err);
}

static bool enter(struct consumer *consumer, const struct signals *signals,
                  struct process **process, struct error *err)
{
    struct waiting waiting = waiting_for(consumer->config, signals);
    while (!try_enter(consumer, process, err))
        if (!wait_server(&waiting, err))
            return false;
    return true;
}

static bool prepare(struct consumer *consumer, const struct config *config, struct error *err)
{
    char host[256] = "";
    if (gethostname(host, sizeof(host) - 1) != 0)
        text_copy(host, sizeof(host), "unknown");
    (void)snprintf(consumer->name, sizeof(consumer->name), "%s:%d", host, (int)getpid());
    consumer->config = config;
    if (!prompt_set_load(config->prompts_dir, err) ||
        !services_init(&consumer->services, config, err) ||
        !budget_check(config, config->generators, /* other= */ NULL, err))
        return false;
    consumer->retry.retry_max = config->retry_max;
    return config_durations(config->retry_delays, consumer->retry.delays_ms,
                            ARRAY_LEN(consumer->retry.delays_ms), &consumer->retry.delay_count,
                            err);
}

static void start_threads(struct consumer *consumer, struct process *process)
{
    const struct config *config = consumer->config;
    const struct database_options options = config_database(config, "backfill-consumer worker");
    atomic_store(&consumer->process_id, process_id(process));
    consumer->pool =
        database_pool_new(&options, (size_t)config->database_pool_size, config->reconnect_max_ms);
    consumer->lease = lease_new(config->janitor_takeover_ms);
    gate_thread_start(consumer);
    consumer->relay_thread = relay_thread_start(consumer->config, "backfill-consumer relay");
    for (int kind = 0; kind < QUEUE_KINDS; kind++)
        if (text_list_has(config->consumer_queue, queue_roles[kind].name)) {
            intake_start(consumer, (enum queue_kind)kind);
            workers_start(consumer, (enum queue_kind)kind, queue_roles[kind].work);
        }
    (void)janitor_start(consumer, process);
}

/* What the broker itself gives up, after too many deliveries, is lost where the queue has other
 * arguments than topology gives it. We reject nothing, and months are announced again: so this is
 * no more than said, where this user may ask. */
static void look_at_queue(const struct config *config, const char *queue)
{
    struct error why = {0};
    if (!topology_check_arguments(config, queue, &why) && why.code == 406)
        LOG(LOG_WARNING, "queue_differs", log_error_message(&why),
            log_str("mend", "delete the queue while it is empty, then backfill-producer topology"));
}

/* While the broker is away all parts but the intake work, because the janitor needs only the
 * database to take over the months of dead processes. */
static bool begin(struct consumer *consumer, struct process *process, const struct signals *signals,
                  struct error *err)
{
    const struct config *config = consumer->config;
    struct waiting waiting = waiting_for(config, signals);
    bool there = topology_check(config, err);
    if (!there && err->class != ERROR_OWN_SERVERS)
        return false;
    start_threads(consumer, process);
    while (!there) {
        if (!wait_server(&waiting, err))
            return false;
        there = topology_check(config, err);
    }
    atomic_store(&consumer->started, true);
    for (int kind = 0; kind < QUEUE_KINDS; kind++)
        if (consumer_has_queue(consumer, (enum queue_kind)kind)) {
            look_at_queue(config, queue_roles[kind].queue(config));
            intake_begin(consumer->queues[kind].intake);
        }
    LOG(LOG_INFO, "started", log_int("process", atomic_load(&consumer->process_id)),
        log_str("queue", config->consumer_queue),
        log_int("concurrency", config->consumer_concurrency), log_str("version", version_number()));
    notify_send("READY=1");
    return true;
}

/* ---- stopping ---- */

static size_t in_flight(const struct consumer *consumer)
{
    size_t count = 0;
    for (int kind = 0; kind < QUEUE_KINDS; kind++)
        if (consumer_has_queue(consumer, (enum queue_kind)kind))
            count += intake_in_flight(consumer->queues[kind].intake);
    return count;
}

/* Wait until nothing is in flight. false: the time is up, or another signal came. */
static bool wait_in_flight(struct consumer *consumer, const struct signals *signals, int64_t ms)
{
    int64_t until = clock_monotonic_ms() + ms;
    while (in_flight(consumer) > 0) {
        if (clock_monotonic_ms() >= until || wait_signal(signals, 20))
            return false;
    }
    return true;
}

static void drain(struct consumer *consumer, const struct signals *signals)
{
    LOG(LOG_INFO, "draining", log_int("in_flight", (int64_t)in_flight(consumer)));
    notify_send("STOPPING=1");
    FAILPOINT("drain.begin");
    for (int kind = 0; kind < QUEUE_KINDS; kind++)
        if (consumer_has_queue(consumer, (enum queue_kind)kind))
            intake_drain(consumer->queues[kind].intake);
    FAILPOINT("drain.wait");
    if (wait_in_flight(consumer, signals, consumer->config->drain_seconds * 1000))
        return;
    FAILPOINT("drain.release");
    atomic_store(&consumer->release_now, true);
    if (consumer->http)
        http_engine_cancel(consumer->http);
    LOG(LOG_WARNING, "releasing", log_int("deliveries", (int64_t)in_flight(consumer)));
    if (wait_in_flight(consumer, signals, RELEASE_MS))
        return;
    database_pool_stop(consumer->pool); /* the database is away or very slow */
    if (!wait_in_flight(consumer, signals, RELEASE_MS)) {
        LOG(LOG_ERROR, "left_behind", log_int("deliveries", (int64_t)in_flight(consumer)),
            log_str("who", "another process takes them over"));
        _exit(0);
    }
}

static void stop_threads(struct consumer *consumer, const struct error *because)
{
    database_pool_stop(consumer->pool);
    FAILPOINT("stop.janitor");
    janitor_stop(consumer->janitor, because); /* it uses the intake and the workers */
    FAILPOINT("stop.workers");
    for (int kind = 0; kind < QUEUE_KINDS; kind++)
        workers_stop(consumer->queues[kind].workers);
    FAILPOINT("stop.intake");
    for (int kind = 0; kind < QUEUE_KINDS; kind++)
        intake_stop(consumer->queues[kind].intake);
    FAILPOINT("stop.relay");
    relay_thread_stop(consumer->relay_thread);
    FAILPOINT("stop.gate");
    gate_thread_stop(consumer);
    lease_free(consumer->lease);
    database_pool_free(consumer->pool);
    prompt_set_unload();
    LOG(LOG_INFO, "stopped", log_int("completed", metrics_value(METRIC_MONTHS_COMPLETED)),
        log_int("enriched", metrics_value(METRIC_ISBNS_ENRICHED)));
}

/* ---- the whole life ---- */

static void say_empty(const struct consumer *consumer, const struct until_empty_state *state)
{
    const int64_t completed = metrics_value(METRIC_MONTHS_COMPLETED);
    const int64_t enriched = metrics_value(METRIC_ISBNS_ENRICHED);
    const bool both = consumer_has_queue(consumer, QUEUE_BACKFILL) &&
                      consumer_has_queue(consumer, QUEUE_ENRICHMENT);
    (void)printf(both ? "The queues are empty." : "The queue is empty.");
    if (consumer_has_queue(consumer, QUEUE_BACKFILL))
        (void)printf(" %lld %s completed here.", (long long)completed,
                     completed == 1 ? "month" : "months");
    if (consumer_has_queue(consumer, QUEUE_ENRICHMENT))
        (void)printf(" %lld %s enriched here.", (long long)enriched,
                     enriched == 1 ? "ISBN" : "ISBNs");
    if (state->waiting > 0)
        (void)printf(" %lld %s, the last until %s.", (long long)state->waiting,
                     state->waiting == 1 ? "message waits for its time"
                                         : "messages wait for their time",
                     state->until);
    (void)printf("\n");
}

/* systemd ends a process of which it hears nothing. */
static void beat_watchdog(const struct consumer *consumer, int64_t *beat_ms)
{
    const int64_t every_ms = notify_watchdog_ms(), now_ms = clock_monotonic_ms();
    if (every_ms == 0 || now_ms - *beat_ms < every_ms || health_stuck(consumer))
        return;
    *beat_ms = now_ms;
    notify_send("WATCHDOG=1");
}

/* Wait until the consumer must end. Returns the exit code. */
static int wait_for_end(struct consumer *consumer, const struct signals *signals, bool until_empty)
{
    struct until_empty_state state = {0};
    int64_t beat_ms = 0;
    while (!wait_signal(signals, LOOK_MS)) {
        beat_watchdog(consumer, &beat_ms);
        struct error err = {0};
        enum until_empty now = UNTIL_EMPTY_WORKING;
        if (atomic_load(&consumer->met_foreign)) {
            (void)fprintf(stderr, PROGRAM ": %s\n", consumer->foreign.message);
            return error_exit_code(&consumer->foreign);
        }
        if (!until_empty)
            continue;
        if (!until_empty_look(consumer, &state, &now, &err))
            LOG(LOG_DEBUG, "until_empty", log_error_message(&err));
        if (now == UNTIL_EMPTY_PAUSED) {
            (void)fprintf(stderr,
                          PROGRAM ": the fleet is paused: run 'backfill-producer resume'\n");
            return 75;
        }
        if (now == UNTIL_EMPTY_DONE) {
            say_empty(consumer, &state);
            return 0;
        }
    }
    return 0;
}

/* The error that ends the consumer, NULL where it was told to end.
 *  in  never_ready  why it was not, or NULL */
static const struct error *end_of(const struct consumer *consumer, const struct error *never_ready)
{
    if (never_ready && never_ready->class != ERROR_CANCELLED)
        return never_ready;
    return atomic_load(&consumer->met_foreign) ? &consumer->foreign : NULL;
}

/* The exit code of a consumer that was never ready. That it was stopped while it waited for servers
 * is no failure, unless it should have finished all work. */
static int never_ready(const struct error *err, bool until_empty)
{
    (void)fprintf(stderr, PROGRAM ": %s\n", err->message);
    if (err->class != ERROR_CANCELLED)
        return error_exit_code(err);
    return until_empty ? 69 : 0;
}

int run_consumer(struct config *config, const char *config_file, bool until_empty)
{
    struct consumer consumer = {.suspect_of = NO_SUSPECT};
    struct process *process = NULL;
    struct webserver *health = NULL;
    struct error err = {0};
    struct signals signals = {.consumer = &consumer, .config = config, .config_file = config_file};
    block_signals(&signals.set);
    const bool ready = prepare(&consumer, config, &err) && health_start(&consumer, &health, &err) &&
                       enter(&consumer, &signals, &process, &err) &&
                       begin(&consumer, process, &signals, &err);
    const int code =
        ready ? wait_for_end(&consumer, &signals, until_empty) : never_ready(&err, until_empty);
    const struct error *because = end_of(&consumer, ready ? NULL : &err);
    if (consumer.janitor)
        drain(&consumer, &signals);
    webserver_stop(health);
    if (consumer.janitor)
        stop_threads(&consumer, because); /* the janitor leaves the fleet, too */
    else
        process_leave(process, because);
    services_done(&consumer.services);
    return code;
}
