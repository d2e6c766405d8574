/* ask.c: the driver of all providers over HTTP.
 *
 * Whether a call is repeated is decided here, by the class of its error; what follows from the last
 * error is the month's (settle.c). Every call that was sent is booked, whatever it came to. */
#include "month/ask.h"

#include <string.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"

#define LOOK_MS 500 /* how often a waiting worker looks whether it is to stop */
#define TRIES_TRANSIENT 3
#define TRIES_MALFORMED 2
#define TRIES_RATE_LIMITED 6
#define TRIES_QUOTA 3
#define BACKOFF_FIRST_MS 1000
#define BACKOFF_MAX_MS 30000
#define RATE_LIMITED_MS 5000 /* when the other side names no time */
#define CONFIG_MS (3600 * (int64_t)1000)

struct asking {
    struct month_run *run;
    struct call_batch batch;
    struct ask *asks;
    size_t count;
    struct error *errors;
    const struct ask_reader *reader;
    size_t open;
    bool stopped; /* nothing is repeated any more */
    struct error stop;
};

static void submit(struct asking *asking, struct ask *ask)
{
    service_prepare_call(ask->service, &ask->call);
    gate_submit(asking->run->consumer->gate, ask);
}

/* May a call that ended with this error be sent again, and when? */
static bool deserves_another(const struct ask *ask, const struct error *why, int64_t *ret_wait_ms)
{
    struct backoff backoff = {
        .first_ms = BACKOFF_FIRST_MS, .max_ms = BACKOFF_MAX_MS, .tries = ask->tries - 1};
    *ret_wait_ms = why->retry_after_ms > 0 ? why->retry_after_ms : backoff_next_ms(&backoff);
    switch (why->class) {
    case ERROR_TRANSIENT:
        return ask->tries < TRIES_TRANSIENT;
    case ERROR_MALFORMED:
        return ask->tries < TRIES_MALFORMED;
    case ERROR_RATE_LIMITED:
        return ask->tries < TRIES_RATE_LIMITED;
    case ERROR_QUOTA: /* the gate ends it, and says when the provider opens */
        *ret_wait_ms = 0;
        return ask->tries < TRIES_QUOTA;
    case ERROR_NONE:
    case ERROR_OWN_SERVERS:
    case ERROR_CONFIG:
    case ERROR_REQUEST:
    case ERROR_POISON:
    case ERROR_CLAIM_LOST:
    case ERROR_CANCELLED:
    case ERROR_USAGE:
    case ERROR_CLASS_COUNT_:
        return false;
    }
    UNREACHABLE("error class of a call");
}

/* The provider as a whole is told to rest by some errors, and the month that met it waits as long.
 * Until when a day's quota is spent the gate knows. */
void ask_close_provider(struct gate *gate, const struct service *service, struct error *why)
{
    if (why->class == ERROR_RATE_LIMITED && why->retry_after_ms <= 0)
        why->retry_after_ms = RATE_LIMITED_MS;
    else if (why->class == ERROR_CONFIG)
        why->retry_after_ms = CONFIG_MS;
    else if (why->class != ERROR_RATE_LIMITED && why->class != ERROR_QUOTA)
        return;
    gate_close_provider(gate, service, why->retry_after_ms, why->class, why->message);
}

/* Read the answer of a call that was sent, and book it. */
static bool read_answer(struct asking *asking, struct ask *ask, struct error *err)
{
    struct outcome outcome = {.name = "ok"};
    month_count_call(asking->run, ask->service->name);
    bool ok = ask->call.answered;
    if (!ok)
        *err = ask->call.error;
    else
        ok = asking->reader->read(asking->run, ask, &outcome, err);
    if (!ok)
        outcome.name = error_class_name(err->class);
    gate_record(asking->run->consumer->gate, ask, &outcome);
    return ok;
}

static bool ends_month(const struct error *err)
{
    return err->class == ERROR_CLAIM_LOST || err->class == ERROR_CANCELLED ||
           err->class == ERROR_OWN_SERVERS;
}

static void stop(struct asking *asking, const struct error *why)
{
    if (asking->stopped)
        return;
    asking->stopped = true;
    asking->stop = *why;
    gate_withdraw(asking->run->consumer->gate, &asking->batch);
}

/* What is wrong with an earlier key says nothing of the one that was taken over since. */
static bool key_has_changed(const struct ask *ask)
{
    return ask->call.secret != atomic_load(ask->service->key);
}

/* A wall that stands longer than the month has time is the month's to wait for. */
static bool outlasts_month(const struct ask *ask, const struct error *why, int64_t wait_ms)
{
    return why->class == ERROR_RATE_LIMITED && clock_monotonic_ms() + wait_ms >= ask->deadline_ms;
}

/* One call has ended: settle it, or send it again. */
static void settle(struct asking *asking, struct ask *ask)
{
    struct error why = {0};
    int64_t wait_ms = 0;
    bool sent = ask->call.sent;
    bool ok = sent && read_answer(asking, ask, &why);
    if (!sent)
        why = ask->error.class != ERROR_NONE ? ask->error : ask->call.error;
    if (!sent && ask->error.class == ERROR_NONE)
        ask->tries++; /* not even a connection: it is tried as often as one that failed later */
    if (!ok && sent && !(why.class == ERROR_CONFIG && key_has_changed(ask)))
        ask_close_provider(asking->run->consumer->gate, ask->service, &why);
    if (!ok && sent && ends_month(&why))
        stop(asking, &why);
    if (ask->again && !asking->stopped) {
        ask->again = false;
        ask->tries--;
        submit(asking, ask);
        return;
    }
    if (!ok && !asking->stopped && ask->error.class == ERROR_NONE &&
        deserves_another(ask, &why, &wait_ms) && !outlasts_month(ask, &why, wait_ms)) {
        ask->not_before_ms = clock_monotonic_ms() + wait_ms;
        submit(asking, ask);
        return;
    }
    asking->errors[ask - asking->asks] = ok ? (struct error){.class = ERROR_NONE} : why;
    asking->open--;
}

/* Settle all that have ended by now, and keep what they said. */
static void settle_list(struct asking *asking, struct ask *list)
{
    struct error why = {0};
    while (list) {
        struct ask *ask = list;
        list = ask->next; /* settling may send it again */
        settle(asking, ask);
    }
    if (asking->reader->keep &&
        !asking->reader->keep(asking->run, asking->asks, asking->count, &why))
        stop(asking, &why);
}

bool ask_all(struct month_run *run, struct ask *asks, size_t count, const struct ask_reader *reader,
             struct error *errors, struct error *err)
{
    struct asking asking = {.run = run,
                            .asks = asks,
                            .count = count,
                            .errors = errors,
                            .reader = reader,
                            .open = count};
    call_batch_init(&asking.batch);
    for (size_t i = 0; i < count; i++) {
        asks[i].batch = &asking.batch;
        asks[i].units = 1;
        asks[i].deadline_ms = run->deadline_ms;
        submit(&asking, &asks[i]);
    }
    while (asking.open > 0) {
        struct error why = {0};
        struct ask *list = call_batch_take(&asking.batch, LOOK_MS);
        if (list)
            settle_list(&asking, list);
        else if (!asking.stopped && !month_may_go_on(run, &why))
            stop(&asking, &why);
    }
    call_batch_done(&asking.batch);
    if (asking.stopped)
        *err = asking.stop;
    return !asking.stopped;
}

void asks_done(struct ask *asks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        http_call_done(&asks[i].call);
}
