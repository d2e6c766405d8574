/* subscription.c: the intake's connection to the broker, opened again whenever it is lost. */
#include "intake/subscription.h"

#include "core/clock.h"
#include "io/metrics.h"
#include "model/topology.h"

/* A connection that has consumed for so long is a good one, and the next loss is a new one. What
 * refuses us lets us connect first, and closes the connection at the next step. */
#define STEADY_MS 5000

#define DEAD_LETTER_QUEUES 2
#define NOT_FOUND                                                                                  \
    404 /* AMQP 0-9-1: a queue that is missing closes the channel of who asks for it */

void subscription_init(struct subscription *subscription, const struct config *config)
{
    subscription->config = config;
    subscription->backoff = (struct backoff){.first_ms = 100, .max_ms = config->reconnect_max_ms};
}

void subscription_done(struct subscription *subscription)
{
    broker_free(subscription->broker);
    subscription->broker = NULL;
    subscription->consuming = subscription->cancelling = false;
    subscription->pending = ASKED_NOTHING;
    subscription->letters_place = 0;
    subscription->consuming_since_ms = 0;
}

static void wait_before_next(struct subscription *subscription)
{
    subscription->retry_at_ms = clock_monotonic_ms() + backoff_next_ms(&subscription->backoff);
}

void subscription_lost(struct subscription *subscription, const struct error *why)
{
    if (subscription->pending == ASKED_LETTERS && why->code == NOT_FOUND)
        subscription->letters_missing = true;
    if (atomic_exchange(&subscription->connected, false))
        LOG(LOG_WARNING, "broker_lost", log_error_class(why), log_error_message(why));
    metrics_set(METRIC_BROKER_CONNECTED, 0);
    subscription_done(subscription);
    wait_before_next(subscription);
}

static bool check_queue(struct subscription *subscription, struct error *err)
{
    const char *queue = subscription->queue;
    bool exists = false;
    uint32_t ready = 0;
    if (!broker_check_queue(subscription->broker, queue, &exists, &ready, err))
        return false;
    return exists || error_set(err, ERROR_CONFIG, 404,
                               "queue %s does not exist: run 'backfill-producer topology'", queue);
}

int64_t subscription_wait_ms(const struct subscription *subscription)
{
    const int64_t wait_ms = subscription->retry_at_ms - clock_monotonic_ms();
    return !subscription->broker && wait_ms > 0 ? wait_ms : 0;
}

bool subscription_open(struct subscription *subscription)
{
    struct error why = {0};
    if (subscription->broker)
        return true;
    struct broker_options options = topology_connection(
        subscription->config, "backfill-consumer intake", /* confirms= */ false);
    if (!broker_open(&options, &subscription->broker, &why) || !check_queue(subscription, &why)) {
        if (log_repeat_due(&subscription->away, why.message, clock_monotonic_ms()))
            LOG(LOG_WARNING, "broker_away", log_error_class(&why), log_error_message(&why));
        subscription_done(subscription);
        wait_before_next(subscription);
        return false;
    }
    subscription->connection++;
    subscription->away = (struct log_repeat){.said = false};
    atomic_store(&subscription->connected, true);
    metrics_set(METRIC_BROKER_CONNECTED, 1);
    LOG(LOG_INFO, "broker_connected", log_int("connection", (int64_t)subscription->connection));
    return true;
}

bool subscription_steer(struct subscription *subscription, bool wanted, struct error *err)
{
    if (subscription->cancelling || subscription->consuming == wanted)
        return true;
    if (!wanted) {
        subscription->cancelling = true;
        return broker_cancel(subscription->broker, err);
    }
    subscription->consuming = true;
    return broker_consume(subscription->broker, subscription->queue, subscription->prefetch, err);
}

static void answer_letters(struct subscription *subscription, uint64_t ticket, int64_t letters)
{
    atomic_store(&subscription->letters, letters);
    atomic_store(&subscription->letters_answered, ticket);
    subscription->letters_place = 0;
}

/* The queues are asked one after the other, by one question. */
static bool ask_letters(struct subscription *subscription, struct error *err)
{
    const struct config *config = subscription->config;
    const uint64_t asked = atomic_load(&subscription->letters_asked);
    if (asked == atomic_load(&subscription->letters_answered))
        return true;
    if (subscription->letters_missing) {
        answer_letters(subscription, asked, -1);
        return true;
    }
    if (subscription->letters_place == 0) {
        subscription->letters_sent = asked;
        subscription->letters_so_far = 0;
    }
    subscription->pending = ASKED_LETTERS;
    return broker_ask_depth(subscription->broker,
                            subscription->letters_place == 0 ? config->broker_backfill_dlq
                                                             : config->broker_enrichment_dlq,
                            err);
}

static bool send_question(struct subscription *subscription, struct error *err)
{
    const uint64_t asked = atomic_load(&subscription->depth_asked);
    if (subscription->pending != ASKED_NOTHING)
        return true;
    if (asked == atomic_load(&subscription->depth_answered))
        return ask_letters(subscription, err);
    subscription->pending = ASKED_DEPTH;
    subscription->depth_sent = asked;
    return broker_ask_depth(subscription->broker, subscription->queue, err);
}

static void take_answer(struct subscription *subscription, uint32_t ready)
{
    const bool of_letters = subscription->pending == ASKED_LETTERS;
    subscription->pending = ASKED_NOTHING;
    if (!of_letters) {
        atomic_store(&subscription->depth, ready);
        atomic_store(&subscription->depth_answered, subscription->depth_sent);
        return;
    }
    subscription->letters_so_far += ready;
    if (++subscription->letters_place == DEAD_LETTER_QUEUES)
        answer_letters(subscription, subscription->letters_sent, subscription->letters_so_far);
}

/* The broker has answered that we consume, and nothing has gone wrong since. */
static void note_steady(struct subscription *subscription, enum broker_event_kind kind)
{
    const int64_t now_ms = clock_monotonic_ms();
    if (kind == BROKER_CONSUME_OK)
        subscription->consuming_since_ms = now_ms;
    if (subscription->consuming_since_ms > 0 &&
        now_ms - subscription->consuming_since_ms >= STEADY_MS)
        subscription->backoff.tries = 0;
}

bool subscription_next(struct subscription *subscription, int64_t wait_ms, int wake_fd,
                       struct broker_event *ret, struct error *err)
{
    if (!send_question(subscription, err) ||
        !broker_next(subscription->broker, wait_ms, wake_fd, ret, err))
        return false;
    note_steady(subscription, ret->kind);
    if (ret->kind == BROKER_CANCEL_OK)
        subscription->consuming = subscription->cancelling = false;
    if (ret->kind == BROKER_DEPTH)
        take_answer(subscription, ret->ready);
    return true;
}

bool subscription_connected(const struct subscription *subscription)
{
    return atomic_load(&subscription->connected);
}

uint64_t subscription_ask_depth(struct subscription *subscription)
{
    return atomic_fetch_add(&subscription->depth_asked, 1) + 1;
}

bool subscription_depth(const struct subscription *subscription, uint64_t ticket, uint32_t *ret)
{
    if (atomic_load(&subscription->depth_answered) < ticket)
        return false;
    *ret = (uint32_t)atomic_load(&subscription->depth);
    return true;
}

uint64_t subscription_ask_letters(struct subscription *subscription)
{
    return atomic_fetch_add(&subscription->letters_asked, 1) + 1;
}

bool subscription_letters(const struct subscription *subscription, uint64_t ticket, int64_t *ret)
{
    if (atomic_load(&subscription->letters_answered) < ticket)
        return false;
    *ret = (int64_t)atomic_load(&subscription->letters);
    return true;
}
