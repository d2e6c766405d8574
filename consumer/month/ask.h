/* ask.h: a month's calls of providers over HTTP: sends its questions through the gate, waits, has
 * the answers read, repeats the calls that deserve it, and records every call. */
#pragma once
#include "gate/gate.h"
#include "month/attempt.h"

/* Calls that are made together, and how each of them ended. */
struct asks {
    struct ask *items; /* the caller fills in: service, subject, output, call.request and secret */
    struct error *errors; /* by item; class NONE: its answer was read */
    size_t count;
};

/* What a month does with answers, on its worker's thread. */
struct ask_reader {
    /** Read the answer of a call, whatever its status.
     *  out  ret    the outcome's name ("ok", "refused") and tokens
     *       ask->again     the server wants a plainer form, and the request was built in it
     *       ask->unstored  the error is that of storing the answer: the attempt stops
     *  err  as the provider's read function; ask_all repeats the call where the class deserves
     *       it */
    bool (*read)(struct attempt *attempt, struct ask *ask, struct outcome *ret, struct error *err);

    /** Store what was read since the last time. It is called after each group of answers, so that
     *  answers that arrive together are stored together. NULL: read has stored it.
     *  err  any: the attempt stops */
    bool (*keep)(struct attempt *attempt, struct asks *asks, struct error *err);
};

/** Room for so many calls, none filled in.
 *  in   max  1 .. */
void asks_init(struct asks *asks, size_t max) NONNULL_ALL;

/** Free the calls and what they hold. */
void asks_done(struct asks *asks);
CLEANUP_STRUCT(struct asks, asks_done)

/** Make all calls at once, and wait until the last has ended.
 *  out   asks->errors  how each ended. QUOTA, CONFIG and RATE_LIMITED say in retry_after_ms when
 *                      the provider opens again
 *  time  until attempt->deadline_ms, and until the calls under way then have ended
 *  err   CANCELLED the process releases its months | RATE_LIMITED the deadline is over |
 *        any of storing an answer, in the reader's read or keep */
bool ask_all(struct attempt *attempt, struct asks *asks, const struct ask_reader *reader,
             struct error *err) NONNULL_ALL MUST_CHECK;

/** Close a provider for the whole fleet if the error of a call says so: RATE_LIMITED, QUOTA and
 *  CONFIG do.
 *  in   why  of what the provider answered, never of our own servers
 *  out  why  retry_after_ms: for how long, where the service has not said it; 0 with QUOTA */
void ask_close_provider(struct gate *gate, const struct service *service, struct error *why)
    NONNULL_ALL;
