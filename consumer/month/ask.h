/* ask.h: the driver of all providers over HTTP: sends a month's questions through the gate, waits,
 * has the answers read, repeats what deserves it, and books every call. */
#pragma once
#include "gate/gate.h"
#include "month/month.h"

/* What a month does with answers, on its worker's thread. */
struct ask_reader {
    /** Read an answer of any status and use it.
     *  out  ret  the outcome's name ("ok", "refused") and tokens
     *       ask->again  the server wants a plainer form, and the request was built in it
     *  err  as the provider's read function; RATE_LIMITED and TRANSIENT are repeated within the
     *  month */
    bool (*read)(struct month_run *run, struct ask *ask, struct outcome *ret, struct error *err);

    /** Keep in the database what was read since the last time: called after each turn, so that
     *  answers that arrive together are stored together. NULL: read does that.
     *  err  the month cannot go on */
    bool (*keep)(struct month_run *run, struct ask *asks, size_t count, struct error *err);
};

/** Ask all of them, at once, and wait for the last.
 *  in    asks    built: service, call.request, subject
 *  out   errors[i]  how ask i ended; class NONE: its answer was read. QUOTA, CONFIG and
 *                   RATE_LIMITED say in retry_after_ms when its provider opens again
 *  err   CANCELLED hand back, or the month's deadline | what the reader returned of CLAIM_LOST,
 *        OWN_SERVERS or CANCELLED: the month cannot go on */
bool ask_all(struct month_run *run, struct ask *asks, size_t count, const struct ask_reader *reader,
             struct error *errors, struct error *err) NONNULL_ALL MUST_CHECK;

/** Free what the asks hold. */
void asks_done(struct ask *asks, size_t count);

/** What an error of a call means for its provider: it rests, for the whole fleet, or nothing.
 *  out  why  says for how long, where the service has not */
void ask_close_provider(struct gate *gate, const struct service *service, struct error *why)
    NONNULL_ALL;
