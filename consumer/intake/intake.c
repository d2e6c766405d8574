/* intake.c: the thread through which all work comes in.
 *
 * The thread turns at least twice a second whatever happens, so that the connection's heartbeat
 * goes on while workers wait for hours. It never talks to the database: what needs the database,
 * poison too, is done by a worker. */
#include "intake/intake.h"

#include <poll.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "intake/delivery_queue.h"
#include "intake/in_flight.h"
#include "intake/queue_role.h"
#include "intake/subscription.h"
#include "intake/suspect.h"
#include "io/failpoint.h"
#include "io/metrics.h"
#include "model/installation.h"

#define TURN_MS 500

struct intake {
    struct consumer *consumer;
    enum queue_kind kind;
    const struct queue_role *role;
    pthread_t thread;
    int wake_fd;
    struct delivery_queue *queue; /* to the workers and back */
    struct subscription subscription;
    struct in_flight in_flight;
    struct suspect suspect;
    struct delivery probe; /* that a worker has while probing */
    bool probing;
    atomic_bool sick;  /* the database has failed for long: nothing is taken until it works */
    atomic_bool quiet; /* it consumes nothing, and nothing is in flight */
    atomic_bool begun, stopping;
    atomic_uint_fast64_t received;
    atomic_int_fast64_t turned_ms;
};

static void wait_awake(const struct intake *intake, int64_t ms)
{
    struct pollfd fd = {.fd = intake->wake_fd, .events = POLLIN};
    (void)poll(&fd, 1, (int)(ms < TURN_MS ? ms : TURN_MS)); /* a signal only ends the wait */
    thread_wake_clear(intake->wake_fd);
}

/* A suspect runs alone in the whole process. */
static bool makes_room(const struct intake *intake)
{
    const int suspect_of = atomic_load(&intake->consumer->suspect_of);
    return suspect_of != NO_SUSPECT && suspect_of != (int)intake->kind;
}

static bool takes_work(const struct intake *intake)
{
    return !atomic_load(&intake->sick) && !makes_room(intake) &&
           consumer_may_take_work(intake->consumer) == MAY_TAKE_WORK;
}

static bool others_are_quiet(const struct intake *intake)
{
    for (int kind = 0; kind < QUEUE_KINDS; kind++) {
        const struct intake *other = intake->consumer->queues[kind].intake;
        if (other && other != intake && !atomic_load(&other->quiet))
            return false;
    }
    return true;
}

/* ---- one delivery ---- */

/* Take nothing more. The message is neither acknowledged nor given back: the broker delivers it
 * again when the connection is closed, and gives it to nobody who would stumble over it at once. */
static void refuse_foreign(struct intake *intake, const struct error *why)
{
    struct consumer *consumer = intake->consumer;
    if (atomic_exchange(&consumer->meets_foreign, true))
        return;
    consumer->foreign = *why;
    atomic_store(&consumer->met_foreign, true);
    atomic_store(&consumer->draining, true);
}

static bool accept_delivery(struct intake *intake, struct broker_message *message,
                            struct error *err)
{
    CLEANUP(broker_message_free) struct broker_message *owned = message;
    struct broker *broker = intake->subscription.broker;
    atomic_fetch_add(&intake->received, 1);
    metrics_add(METRIC_DELIVERIES, 1);
    FAILPOINT("intake.delivered");
    struct error why = {0};
    if (!installation_check(&intake->consumer->installation, message, intake->subscription.queue,
                            &why)) {
        refuse_foreign(intake, &why);
        return true;
    }
    bool skip = false;
    struct delivery read = {.kind = DELIVERY_POISON};
    if (intake->role->decode(message, &read, &skip, &why) && skip)
        return broker_ack(broker, message->tag, err);
    struct delivery *delivery = mem_new(1, sizeof(*delivery));
    *delivery = read;
    delivery->why = why;
    delivery->dead_letters = intake->role->where;
    delivery->connection = intake->subscription.connection;
    delivery->tag = message->tag;
    delivery->message = TAKE_PTR(owned);
    if (in_flight_add(&intake->in_flight, delivery))
        delivery_queue_push(intake->queue, delivery);
    else
        LOG(LOG_DEBUG, "delivery_kept", log_str("month", month_text(delivery->job.month).text),
            log_str("job", delivery->job.id.text));
    return true;
}

/* ---- deliveries that are finished ---- */

static void give_back(struct intake *intake, struct delivery *delivery)
{
    delivery->end = DELIVERY_GIVE_BACK;
    delivery_queue_finish(intake->queue, delivery);
}

/* Acknowledge a delivery, or give it back. A tag of an earlier connection is void: the broker
 * delivers that message again. However it ended, one that was kept meanwhile has its turn: it may
 * announce what the first one has left to be done, so it is acknowledged only after its month was
 * looked at. */
static bool acknowledge(struct intake *intake, struct delivery *delivery, struct error *err)
{
    struct broker *broker = intake->subscription.broker;
    bool ok = true;
    suspect_end(&intake->suspect, delivery);
    if (broker && delivery->connection == intake->subscription.connection)
        ok = delivery->end == DELIVERY_ACKNOWLEDGE
                 ? broker_ack(broker, delivery->tag, err)
                 : broker_reject(broker, delivery->tag, /* requeue= */ true, err);
    struct delivery *next = in_flight_remove(&intake->in_flight, delivery);
    if (next && takes_work(intake))
        delivery_queue_push(intake->queue, next);
    else if (next)
        give_back(intake, next);
    return ok;
}

static bool take_finished(struct intake *intake, struct error *err)
{
    bool ok = true;
    struct delivery *next = NULL;
    for (struct delivery *d = delivery_queue_take_finished(intake->queue); d; d = next) {
        next = d->next_in_list;
        if (d == &intake->probe)
            intake->probing = false;
        else if (d->end == DELIVERY_SUSPECT && takes_work(intake))
            suspect_found(&intake->suspect, d, intake->queue);
        else
            ok = acknowledge(intake, d, err) && ok;
    }
    return ok;
}

/* Give back what no worker has begun. A delivery that a worker is to take as a suspect's stays: it
 * was in a worker's hands before. So does the probe. */
static void give_back_unbegun(struct intake *intake)
{
    struct delivery *next = NULL;
    for (struct delivery *d = delivery_queue_take_back(intake->queue); d; d = next) {
        next = d->next_in_list;
        if (d->way == WAY_PLAIN)
            give_back(intake, d);
        else
            delivery_queue_push(intake->queue, d);
    }
}

/* ---- the thread ---- */

/* When the database has failed for long, nothing is taken, and a worker tries for as long as it
 * takes what a claim needs. Messages are no means to find out: each that is given back is counted
 * by the broker, which drops it in the end. */
static void watch_database(struct intake *intake)
{
    const bool fails = consumer_may_take_work(intake->consumer) == MAY_NOT_DATABASE_FAILS;
    const bool sick = atomic_load(&intake->sick);
    if (fails && !sick && !intake->probing) {
        LOG(LOG_WARNING, "no_work_taken", log_str("why", "the database fails"));
        atomic_store(&intake->sick, true);
        intake->probing = true;
        /* It is not given back with what no worker has begun. */
        intake->probe = (struct delivery){.kind = DELIVERY_PROBE, .way = WAY_ALONE};
        delivery_queue_push(intake->queue, &intake->probe);
    } else if (!fails && sick && !intake->probing) {
        LOG(LOG_INFO, "work_taken_again", log_str("why", "the database works"));
        atomic_store(&intake->sick, false);
    }
}

/* The suspect begins once nothing new comes and nothing else is in flight. While no work may be
 * taken, it goes back to the queue. */
static void steer_suspect(struct intake *intake)
{
    if (!takes_work(intake)) {
        struct delivery *waiting = suspect_take_back(&intake->suspect);
        if (waiting)
            give_back(intake, waiting);
    } else if (!intake->subscription.consuming && in_flight_alone(&intake->in_flight) &&
               others_are_quiet(intake))
        suspect_begin(&intake->suspect, intake->queue);
}

/* Consume while work may be taken and no suspect is here; else give back what no worker has
 * begun. */
static bool steer(struct intake *intake, struct error *err)
{
    const bool wanted = takes_work(intake) && !intake->suspect.delivery;
    if (!subscription_steer(&intake->subscription, wanted, err))
        return false;
    if (!wanted)
        give_back_unbegun(intake);
    atomic_store(&intake->quiet, !intake->subscription.consuming && !intake->suspect.delivery &&
                                     in_flight_count(&intake->in_flight) == 0);
    return true;
}

static bool dispatch(struct intake *intake, const struct broker_event *event, struct error *err)
{
    switch (event->kind) {
    case BROKER_DELIVERY:
        return accept_delivery(intake, event->message, err);
    case BROKER_CANCELLED: /* the queue was deleted, or has lost its leader: connect again */
        return error_set(err, ERROR_OWN_SERVERS, 0, "the broker cancelled the consumer: %s",
                         *event->text ? event->text : "queue deleted or its leader lost");
    case BROKER_NOTHING:
    case BROKER_DEPTH:
    case BROKER_CANCEL_OK:
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
    struct subscription *subscription = &intake->subscription;
    if (!atomic_load(&intake->begun)) {
        wait_awake(intake, TURN_MS);
        return true;
    }
    watch_database(intake);
    steer_suspect(intake);
    const int64_t wait_ms = subscription_wait_ms(subscription);
    if (wait_ms > 0 || !subscription_open(subscription)) {
        wait_awake(intake, wait_ms);
        struct error none = {0};
        return take_finished(intake, &none); /* all tags are void: nothing is sent */
    }
    struct broker_event event = {0};
    if (!steer(intake, err) ||
        !subscription_next(subscription, TURN_MS, intake->wake_fd, &event, err))
        return false;
    const bool ok = dispatch(intake, &event, err);
    if (event.kind == BROKER_NOTHING)
        thread_wake_clear(intake->wake_fd);
    return take_finished(intake, err) && ok;
}

static void *take_in(void *argument)
{
    struct intake *intake = argument;
    while (!atomic_load(&intake->stopping)) {
        struct error err = {0};
        atomic_store(&intake->turned_ms, clock_monotonic_ms());
        if (turn(intake, &err))
            continue;
        subscription_lost(&intake->subscription, &err);
        in_flight_forget_kept(&intake->in_flight);
    }
    struct error last = {0};
    (void)take_finished(intake, &last); /* what fails here is delivered again */
    subscription_done(&intake->subscription);
    return NULL;
}

/* ---- from outside ---- */

void intake_start(struct consumer *consumer, enum queue_kind kind)
{
    const struct queue_role *role = &queue_roles[kind];
    struct intake *intake = mem_new(1, sizeof(*intake));
    intake->consumer = consumer;
    intake->kind = kind;
    intake->role = role;
    intake->suspect = (struct suspect){.kind = kind, .turn = &consumer->suspect_of};
    intake->subscription.queue = role->queue(consumer->config);
    intake->subscription.prefetch = (uint16_t)role->prefetch(consumer->config);
    intake->wake_fd = thread_wake_open();
    intake->queue = delivery_queue_new(intake->wake_fd);
    subscription_init(&intake->subscription, consumer->config);
    atomic_store(&intake->turned_ms, clock_monotonic_ms());
    consumer->queues[kind].intake = intake;
    consumer->queues[kind].deliveries = intake->queue;
    intake->thread = thread_start("intake", THREAD_STACK_BROKER, take_in, intake);
}

void intake_begin(struct intake *intake)
{
    atomic_store(&intake->begun, true);
    thread_wake(intake->wake_fd);
}

void intake_drain(struct intake *intake)
{
    atomic_store(&intake->consumer->draining, true);
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
    delivery_queue_free(intake->queue);
    (void)close(intake->wake_fd);
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
    const uint64_t ticket = subscription_ask_depth(&intake->subscription);
    thread_wake(intake->wake_fd);
    return ticket;
}

bool intake_depth(const struct intake *intake, uint64_t ticket, uint32_t *ret)
{
    return subscription_depth(&intake->subscription, ticket, ret);
}

uint64_t intake_ask_letters(struct intake *intake)
{
    const uint64_t ticket = subscription_ask_letters(&intake->subscription);
    thread_wake(intake->wake_fd);
    return ticket;
}

bool intake_letters(const struct intake *intake, uint64_t ticket, int64_t *ret)
{
    return subscription_letters(&intake->subscription, ticket, ret);
}

int64_t intake_idle_ms(const struct intake *intake)
{
    return clock_monotonic_ms() - atomic_load(&intake->turned_ms);
}

bool intake_is_sick(const struct intake *intake)
{
    return atomic_load(&intake->sick);
}

bool intake_connected(const struct intake *intake)
{
    return subscription_connected(&intake->subscription);
}
