/* subscription.h: the intake's connection to the broker: it consumes the queue while work is
 * wanted, and asks how many messages are ready there. It is used by the intake's thread; the
 * functions that say so may be called by any thread. */
#pragma once
#include <stdatomic.h>

#include "core/backoff.h"
#include "core/log.h"
#include "io/broker/broker.h"
#include "io/config/config.h"

struct subscription {
    const struct config *config;
    const char *queue; /* that it consumes */
    uint16_t prefetch;
    struct broker *broker; /* NULL: not connected */
    uint64_t connection;   /* counts connections; 0: none yet */
    bool consuming, cancelling;
    struct backoff backoff;     /* counts losses; begins anew once a connection has consumed well */
    int64_t retry_at_ms;        /* monotonic: no new connection before */
    int64_t consuming_since_ms; /* monotonic, of the broker's consume-ok; 0: it has not come */
    struct log_repeat away;
    enum { ASKED_NOTHING, ASKED_DEPTH, ASKED_LETTERS } pending; /* what is not answered yet */
    uint64_t depth_sent, letters_sent;                          /* the tickets of these questions */
    atomic_uint_fast64_t depth_asked, depth_answered, letters_asked, letters_answered; /* tickets */
    atomic_uint_fast32_t depth;
    atomic_int_fast64_t letters;
    size_t letters_place; /* which dead-letter queue is asked */
    int64_t letters_so_far;
    bool
        letters_missing; /* one does not exist: asking has cost a connection, and is not repeated */
    atomic_bool connected;
};

/** Make a subscription that is not connected.
 *  in   subscription  zeroed, but for queue and prefetch;  config  borrowed for its life */
void subscription_init(struct subscription *subscription, const struct config *config) NONNULL_ALL;

/** Close the connection. What is not acknowledged, the broker delivers again. */
void subscription_done(struct subscription *subscription) NONNULL_ALL;

/** How long to wait before subscription_open, because a connection failed or was lost; 0: not at
 *  all. */
int64_t subscription_wait_ms(const struct subscription *subscription) NONNULL_ALL;

/** Connect, and see that the queue exists. Why that fails is logged, not too often.
 *  out  true: it is connected, perhaps already | false: try again after subscription_wait_ms */
bool subscription_open(struct subscription *subscription) NONNULL_ALL MUST_CHECK;

/** The connection is of no more use: log why, and close it. subscription_wait_ms says when to open
 *  another. */
void subscription_lost(struct subscription *subscription, const struct error *why) NONNULL_ALL;

/** Begin or stop to consume, as wanted; the broker confirms later that it has stopped. While it is
 *  connected.
 *  err  as broker_consume and broker_cancel */
bool subscription_steer(struct subscription *subscription, bool wanted, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The next event of the connection. Asks for the depth of queues first, where somebody waits for
 *  it, and takes the broker's answers to that and to cancelling. While it is connected.
 *  in    wake_fd  ends the wait when it becomes readable
 *  out   ret      a message is the caller's
 *  time  wait_ms
 *  err   as broker_next and broker_ask_depth */
bool subscription_next(struct subscription *subscription, int64_t wait_ms, int wake_fd,
                       struct broker_event *ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** Is it connected? Any thread. */
bool subscription_connected(const struct subscription *subscription) NONNULL_ALL;

/** Ask how many messages are ready in the queue. Any thread; its caller wakes the intake.
 *  out  the ticket to read the answer with */
uint64_t subscription_ask_depth(struct subscription *subscription) NONNULL_ALL;

/** Read the answer to the question of this ticket, or to a later one. Any thread.
 *  out  ret    ready messages
 *       false  there is no answer yet */
bool subscription_depth(const struct subscription *subscription, uint64_t ticket, uint32_t *ret)
    NONNULL_ALL MUST_CHECK;

/** The same of the dead letters that lie on their queues, which may be missing.
 *  out  ret  -1: it cannot be known */
uint64_t subscription_ask_letters(struct subscription *subscription) NONNULL_ALL;
bool subscription_letters(const struct subscription *subscription, uint64_t ticket, int64_t *ret)
    NONNULL_ALL MUST_CHECK;
