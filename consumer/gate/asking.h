/* asking.h: calls of providers over HTTP that are made together: sends the questions through the
 * gate, waits, has the answers read, repeats the calls that deserve it, and records every call. */
#pragma once
#include "gate/gate.h"

/* Calls that are made together, and how each of them ended. */
struct asks {
    struct ask *items; /* the caller fills in: service, subject, output, call.request and secret */
    struct error *errors; /* by item; class NONE: its answer was read */
    size_t count;
};

/* Who asks, and for how long. */
struct asker {
    struct gate *gate;
    void *context;            /* of the functions below and of the reader's */
    const struct uuid *claim; /* of what is asked about; the calls are sent while it holds */
    int64_t claim_seen_ms;    /* by clock_boot_ms, just before it was claimed */
    int64_t deadline_ms;      /* monotonic */
    int64_t order_id;         /* the standing order whose budget pays, and its name; 0: none */
    const char *order_name;
    bool enriches; /* of ISBNs: a call has units of its own, and ISBNs have a share of the day */

    /** Is there time to wait for answers? Asked while it waits.
     *  err  why not: it ends the asking */
    bool (*may_go_on)(void *context, struct error *err);

    /** A call was sent. NULL: nobody counts. */
    void (*count_call)(void *context, const char *provider);
};

/* What is done with answers, on the asker's thread. */
struct ask_reader {
    /** Read the answer of a call, whatever its status.
     *  out  ret    the outcome's name ("ok", "refused") and tokens
     *       ask->again     the server wants a plainer form, and the request was built in it
     *       ask->unstored  the error is that of storing the answer: the asking ends
     *  err  as the provider's read function; the call is repeated where the class deserves it */
    bool (*read)(void *context, struct ask *ask, struct outcome *ret, struct error *err);

    /** Store what was read since the last time. It is called after each group of answers, so that
     *  answers that arrive together are stored together. NULL: read has stored it.
     *  err  any: the asking ends */
    bool (*keep)(void *context, struct asks *asks, struct error *err);
};

/** Room for so many calls, none filled in.
 *  in   max  1 .. */
void asks_init(struct asks *asks, size_t max) NONNULL_ALL;

/** Free the calls and what they hold. */
void asks_done(struct asks *asks);
CLEANUP_STRUCT(struct asks, asks_done)

/** Does an error of one call end all of the asking? The classes of our own servers, the claim and
 *  the process do; those of a provider do not. */
bool asking_is_ended_by(const struct error *err) NONNULL_ALL MUST_CHECK;

/** Make all calls at once, and wait until the last has ended.
 *  out   asks->errors  how each ended. QUOTA, CONFIG and RATE_LIMITED say in retry_after_ms when
 *                      the provider opens again
 *  time  until asker->deadline_ms, and until the calls under way then have ended
 *  err   as asker->may_go_on | CLAIM_LOST | any of storing an answer, in the reader's read or
 *        keep */
bool ask_together(const struct asker *asker, struct asks *asks, const struct ask_reader *reader,
                  struct error *err) NONNULL_ALL MUST_CHECK;

/** Close a provider for the whole fleet if the error of a call says so: RATE_LIMITED, QUOTA and
 *  CONFIG do.
 *  in   why  of what the provider answered, never of our own servers
 *  out  why  retry_after_ms: for how long, where the service has not said it; 0 with QUOTA */
void ask_close_provider(struct gate *gate, const struct service *service, struct error *why)
    NONNULL_ALL;
