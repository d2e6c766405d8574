/* intake.c: the one way in.
 *
 * The thread turns at least twice a second whatever happens, so the connection's heartbeat lives
 * while workers wait for hours. It never talks to the database: what needs the database (poison,
 * too) is a worker's. */
#include "intake/intake.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "intake/in_flight.h"
#include "intake/suspect.h"
#include "intake/worker.h"
#include "io/failpoint.h"
#include "io/metrics.h"
#include "model/topology.h"

#define TURN_MS 500
/* The database is away for this long: give back what no worker has begun. */
#define DATABASE_AWAY_MS 60000

struct intake {
    struct consumer *consumer;
    pthread_t thread;
    int wake_fd;

    /* the thread's own */
    struct broker *broker;
    uint64_t connection; /* counts connections; 0: none yet */
    bool consuming, cancelling;
    struct in_flight in_flight;
    struct suspect suspect;
    struct backoff backoff;
    struct log_repeat away;
    uint64_t depth_sent; /* the ticket that the question under way answers */
    bool depth_pending;

    pthread_mutex_t lock; /* guards finished */
    struct delivery *finished;

    atomic_bool begun, draining, stopping, connected;
    atomic_uint_fast64_t received, depth_asked, depth_answered;
    atomic_uint_fast32_t depth;
    atomic_int_fast64_t turned_ms;
};

static bool wants_work(const struct intake *intake)
{
    const struct consumer *consumer = intake->consumer;
    return !atomic_load(&intake->draining) && !atomic_load(&consumer->paused) &&
           database_pool_away_ms(consumer->pool) < DATABASE_AWAY_MS;
}

/* ---- one delivery ---- */

/* A job that is in flight already. On this connection the second delivery is surplus; on another
 * one the first delivery's tag is void, and this is the tag to acknowledge. */
static bool accept_again(struct intake *intake, struct delivery *known, uint64_t tag,
                         struct error *err)
{
    metrics_add(METRIC_STALE_DELIVERIES, 1);
    if (known->connection == intake->connection)
        return broker_ack(intake->broker, tag, err);
    known->connection = intake->connection;
    known->tag = tag;
    return true;
}

static bool accept_delivery(struct intake *intake, struct broker_message *message,
                            struct error *err)
{
    CLEANUP(broker_message_free) struct broker_message *owned = message;
    atomic_fetch_add(&intake->received, 1);
    metrics_add(METRIC_DELIVERIES, 1);
    FAILPOINT("intake.delivered");
    if (message->oversized) { /* the broker's own dead-letter path takes it without a copy here */
        metrics_add(METRIC_POISON, 1);
        LOG(LOG_WARNING, "message_too_long", log_int("bytes", (int64_t)message->body_bytes));
        return broker_reject(intake->broker, message->tag, /* requeue= */ false, err);
    }
    struct job job = {0};
    struct error why = {0};
    bool decoded = message_decode_month(message, &job, &why);
    if (decoded && job.dry_run) {
        LOG(LOG_INFO, "dry_run_message", log_str("month", month_text(job.month).text),
            log_str("job", job.id.text));
        return broker_ack(intake->broker, message->tag, err);
    }
    struct delivery *known = decoded ? in_flight_find(&intake->in_flight, &job.id) : NULL;
    if (known)
        return accept_again(intake, known, message->tag, err);
    struct delivery *delivery = mem_new(1, sizeof(*delivery));
    *delivery = (struct delivery){
        .kind = decoded ? DELIVERY_MONTH : DELIVERY_POISON,
        .job = job,
        .why = why,
        .connection = intake->connection,
        .tag = message->tag,
        .message = TAKE_PTR(owned),
    };
    in_flight_add(&intake->in_flight, delivery);
    workers_push(intake->consumer->workers, delivery);
    return true;
}

/* ---- what the workers have finished ---- */

void intake_finish(struct intake *intake, struct delivery *delivery)
{
    (void)pthread_mutex_lock(&intake->lock);
    delivery->queued = intake->finished;
    intake->finished = delivery;
    (void)pthread_mutex_unlock(&intake->lock);
    thread_wake(intake->wake_fd);
}

static struct delivery *take_finished(struct intake *intake)
{
    (void)pthread_mutex_lock(&intake->lock);
    struct delivery *list = intake->finished;
    intake->finished = NULL;
    (void)pthread_mutex_unlock(&intake->lock);
    return list;
}

/* Acknowledge or give back. A tag of an earlier connection is void: the broker delivers it
 * again. */
static bool acknowledge(struct intake *intake, struct delivery *delivery, struct error *err)
{
    bool ok = true;
    suspect_settled(&intake->suspect, delivery);
    if (intake->broker && delivery->connection == intake->connection)
        ok = delivery->give_back
                 ? broker_reject(intake->broker, delivery->tag, /* requeue= */ true, err)
                 : broker_ack(intake->broker, delivery->tag, err);
    in_flight_remove(&intake->in_flight, delivery);
    return ok;
}

static bool settle_one(struct intake *intake, struct delivery *delivery, struct error *err)
{
    if (delivery->suspect && wants_work(intake)) {
        suspect_found(&intake->suspect, delivery, intake->consumer->workers);
        return true;
    }
    delivery->give_back = delivery->give_back || delivery->suspect;
    return acknowledge(intake, delivery, err);
}

static bool settle_finished(struct intake *intake, struct error *err)
{
    bool ok = true;
    struct delivery *next = NULL;
    for (struct delivery *d = take_finished(intake); d; d = next) {
        next = d->queued;
        ok = settle_one(intake, d, err) && ok;
    }
    return ok;
}

static void give_back(struct intake *intake, struct delivery *delivery)
{
    delivery->give_back = true;
    intake_finish(intake, delivery);
}

/* What no worker has begun; what goes a suspect's way is on it already. */
static void give_back_unbegun(struct intake *intake)
{
    struct workers *workers = intake->consumer->workers;
    struct delivery *next = NULL;
    for (struct delivery *d = workers_take_back(workers); d; d = next) {
        next = d->queued;
        if (d->way == WAY_PLAIN)
            give_back(intake, d);
        else
            workers_push(workers, d);
    }
}

/* ---- the connection ---- */

static void disconnect(struct intake *intake, const struct error *why)
{
    if (atomic_exchange(&intake->connected, false))
        LOG(LOG_WARNING, "broker_lost", log_error_class(why), log_error_message(why));
    metrics_set(METRIC_BROKER_CONNECTED, 0);
    broker_free(intake->broker);
    intake->broker = NULL;
    intake->consuming = intake->cancelling = intake->depth_pending = false;
}

static bool check_queue(struct intake *intake, struct error *err)
{
    const char *queue = intake->consumer->config->broker_backfill_queue;
    bool exists = false;
    uint32_t ready = 0;
    if (!broker_check_queue(intake->broker, queue, &exists, &ready, err))
        return false;
    return exists || error_set(err, ERROR_CONFIG, 404,
                               "queue %s does not exist: run 'backfill-producer topology'", queue);
}

static bool connect_broker(struct intake *intake, struct error *err)
{
    struct broker_options options =
        topology_connection(intake->consumer->config, "backfill-consumer intake", false);
    if (!broker_open(&options, &intake->broker, err) || !check_queue(intake, err)) {
        broker_free(intake->broker);
        intake->broker = NULL;
        return false;
    }
    intake->connection++;
    intake->backoff.tries = 0;
    intake->away = (struct log_repeat){.said = false};
    atomic_store(&intake->connected, true);
    metrics_set(METRIC_BROKER_CONNECTED, 1);
    LOG(LOG_INFO, "broker_connected", log_int("connection", (int64_t)intake->connection));
    return true;
}

static void wait_awake(const struct intake *intake, int64_t ms)
{
    struct pollfd fd = {.fd = intake->wake_fd, .events = POLLIN};
    (void)poll(&fd, 1, (int)(ms < TURN_MS ? ms : TURN_MS)); /* a signal only ends the wait */
}

static void wait_to_reconnect(struct intake *intake, const struct error *why)
{
    if (log_repeat_due(&intake->away, why->message, clock_monotonic_ms()))
        LOG(LOG_WARNING, "broker_away", log_error_class(why), log_error_message(why));
    wait_awake(intake, backoff_next_ms(&intake->backoff));
}

/* A suspect begins once nothing comes any more and nothing else is in flight. Where nothing is to
 * begin, it goes back. */
static void steer_suspect(struct intake *intake)
{
    if (!wants_work(intake)) {
        struct delivery *waiting = suspect_take_back(&intake->suspect);
        if (waiting)
            give_back(intake, waiting);
    } else if (!intake->consuming && in_flight_count(&intake->in_flight) == 1)
        suspect_begin(&intake->suspect, intake->consumer->workers);
}

/* Start or stop consuming, as wanted; what no worker has begun goes back when it stops. */
static bool steer(struct intake *intake, struct error *err)
{
    const struct config *config = intake->consumer->config;
    bool wanted = wants_work(intake) && !intake->suspect.delivery;
    if (wanted && !intake->consuming && !intake->cancelling) {
        intake->consuming = true;
        return broker_consume(intake->broker, config->broker_backfill_queue,
                              (uint16_t)config->consumer_concurrency, err);
    }
    if (!wanted && intake->consuming && !intake->cancelling) {
        intake->cancelling = true;
        return broker_cancel(intake->broker, err);
    }
    if (!wanted)
        give_back_unbegun(intake);
    return true;
}

static bool ask_depth(struct intake *intake, struct error *err)
{
    uint64_t asked = atomic_load(&intake->depth_asked);
    if (intake->depth_pending || asked == atomic_load(&intake->depth_answered))
        return true;
    intake->depth_pending = true;
    intake->depth_sent = asked;
    return broker_ask_depth(intake->broker, intake->consumer->config->broker_backfill_queue, err);
}

static bool dispatch(struct intake *intake, struct broker_event *event, struct error *err)
{
    switch (event->kind) {
    case BROKER_DELIVERY:
        return accept_delivery(intake, event->message, err);
    case BROKER_DEPTH:
        intake->depth_pending = false;
        atomic_store(&intake->depth, event->ready);
        atomic_store(&intake->depth_answered, intake->depth_sent);
        return true;
    case BROKER_CANCELLED: /* deleted under us, or its leader is gone: begin anew */
        return error_set(err, ERROR_OWN_SERVERS, 0, "the broker cancelled the consumer: %s",
                         *event->text ? event->text : "queue deleted or its leader lost");
    case BROKER_CANCEL_OK:
        intake->consuming = intake->cancelling = false;
        return true;
    case BROKER_NOTHING:
    case BROKER_CONSUME_OK:
    case BROKER_CONFIRMED:
    case BROKER_REFUSED:
    case BROKER_RETURNED:
    case BROKER_BLOCKED:
    case BROKER_UNBLOCKED:
        return true;
    }
    UNREACHABLE("broker event");
}

static bool turn(struct intake *intake, struct error *err)
{
    if (!atomic_load(&intake->begun)) {
        wait_awake(intake, TURN_MS);
        thread_wake_clear(intake->wake_fd);
        return true;
    }
    steer_suspect(intake);
    if (!intake->broker && !connect_broker(intake, err)) {
        wait_to_reconnect(intake, err);
        thread_wake_clear(intake->wake_fd);
        struct error none = {0};
        return settle_finished(intake, &none); /* void tags: nothing is sent */
    }
    struct broker_event event = {0};
    if (!steer(intake, err) || !ask_depth(intake, err) ||
        !broker_next(intake->broker, TURN_MS, intake->wake_fd, &event, err))
        return false;
    bool ok = dispatch(intake, &event, err);
    if (event.kind == BROKER_NOTHING)
        thread_wake_clear(intake->wake_fd);
    return settle_finished(intake, err) && ok;
}

static void *run(void *argument)
{
    struct intake *intake = argument;
    while (!atomic_load(&intake->stopping)) {
        struct error err = {0};
        atomic_store(&intake->turned_ms, clock_monotonic_ms());
        if (!turn(intake, &err))
            disconnect(intake, &err);
    }
    struct error last = {0};
    (void)settle_finished(intake, &last); /* what fails here is delivered again */
    broker_free(intake->broker);
    intake->broker = NULL;
    return NULL;
}

/* ---- from outside ---- */

struct intake *intake_start(struct consumer *consumer)
{
    struct intake *intake = mem_new(1, sizeof(*intake));
    intake->consumer = consumer;
    intake->wake_fd = thread_wake_open();
    intake->backoff =
        (struct backoff){.first_ms = 100, .max_ms = consumer->config->reconnect_max_ms};
    (void)pthread_mutex_init(&intake->lock, NULL);
    atomic_store(&intake->turned_ms, clock_monotonic_ms());
    consumer->intake = intake;
    intake->thread = thread_start("intake", THREAD_STACK_BROKER, run, intake);
    return intake;
}

void intake_begin(struct intake *intake)
{
    atomic_store(&intake->begun, true);
    thread_wake(intake->wake_fd);
}

void intake_drain(struct intake *intake)
{
    atomic_store(&intake->draining, true);
    thread_wake(intake->wake_fd);
}

void intake_stop(struct intake *intake)
{
    if (!intake)
        return;
    atomic_store(&intake->stopping, true);
    thread_wake(intake->wake_fd);
    (void)pthread_join(intake->thread, NULL);
    in_flight_done(&intake->in_flight);
    (void)close(intake->wake_fd);
    (void)pthread_mutex_destroy(&intake->lock);
    mem_free(intake);
}

uint64_t intake_received(const struct intake *intake)
{
    return atomic_load(&intake->received);
}

size_t intake_in_flight(const struct intake *intake)
{
    return in_flight_count(&intake->in_flight);
}

uint64_t intake_ask_depth(struct intake *intake)
{
    uint64_t ticket = atomic_fetch_add(&intake->depth_asked, 1) + 1;
    thread_wake(intake->wake_fd);
    return ticket;
}

bool intake_depth(const struct intake *intake, uint64_t ticket, uint32_t *ret)
{
    if (atomic_load(&intake->depth_answered) < ticket)
        return false;
    *ret = (uint32_t)atomic_load(&intake->depth);
    return true;
}

int64_t intake_idle_ms(const struct intake *intake)
{
    return clock_monotonic_ms() - atomic_load(&intake->turned_ms);
}

bool intake_connected(const struct intake *intake)
{
    return atomic_load(&intake->connected);
}

bool intake_is_draining(const struct intake *intake)
{
    return atomic_load(&intake->draining);
}
