/* asking.c: makes calls of providers over HTTP together, and waits for all of them.
 *
 * Whether a call is repeated is decided here, by the class of its error; what the last error means
 * for what is asked about is decided by who asks (month/give_up.c, enrich/question.c). Every call
 * that was sent is recorded, also one that failed. */
#include "gate/asking.h"

#include "core/backoff.h"
#include "core/clock.h"
#include "core/mem.h"

#define LOOK_MS 500 /* how often a waiting worker looks whether it is to stop */
#define TRIES_TRANSIENT 3
#define TRIES_MALFORMED 2
#define TRIES_RATE_LIMITED 6
#define TRIES_QUOTA 3
#define BACKOFF_FIRST_MS 1000
#define BACKOFF_MAX_MS 30000
#define RATE_LIMITED_MS 5000 /* when the other side names no time */
#define CONFIG_MS (3600 * (int64_t)1000)

bool asking_is_ended_by(const struct error *err)
{
    return err->class == ERROR_CLAIM_LOST || err->class == ERROR_CANCELLED ||
           err->class == ERROR_OWN_SERVERS;
}

struct asking {
    const struct asker *asker;
    struct call_batch batch;
    struct asks *asks;
    const struct ask_reader *reader;
    size_t open;       /* calls that have not ended for good */
    bool stopped;      /* no call is repeated any more */
    struct error stop; /* why */
};

static void submit(struct asking *asking, struct ask *ask)
{
    service_prepare_call(ask->service, &ask->call);
    gate_submit(asking->asker->gate, ask);
}

/* May a call that ended with this error be sent again, and after how long? */
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
    case ERROR_QUOTA: /* the gate then refuses it, and says when the provider opens */
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
    case ERROR_NOTHING:
    case ERROR_MISSING:
    case ERROR_CLASS_COUNT_:
        return false;
    }
    UNREACHABLE("error class of a call");
}

/* Some errors close the provider as a whole, and what is asked about waits for as long. A QUOTA
 * error needs no time here, because the gate knows when the provider's next day begins. */
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

static void take_call_error(const struct ask *ask, struct error *ret)
{
    *ret = ask->call.error;
    (void)error_wrap(ret, "%s", ask->service->name);
}

/* Read the answer of a call that was sent, and record the call. */
static bool read_answer(struct asking *asking, struct ask *ask, struct error *err)
{
    struct outcome outcome = {.name = "ok"};
    if (asking->asker->count_call)
        asking->asker->count_call(asking->asker->context, ask->service->name);
    bool ok = ask->call.answered;
    if (!ok)
        take_call_error(ask, err);
    else
        ok = asking->reader->read(asking->asker->context, ask, &outcome, err);
    if (!ok) {
        outcome.name = error_class_name(err->class);
        outcome.why = err->message;
    }
    gate_record(asking->asker->gate, ask, &outcome);
    return ok;
}

static void stop(struct asking *asking, const struct error *why)
{
    if (asking->stopped)
        return;
    asking->stopped = true;
    asking->stop = *why;
    gate_withdraw(asking->asker->gate, &asking->batch);
}

/* An answer to an earlier key says nothing about the key that has replaced it since. */
static bool key_has_changed(const struct ask *ask)
{
    return ask->call.secret != atomic_load(ask->service->key);
}

/* A rate limit that lasts longer than the deadline is not waited for here. */
static bool outlasts_deadline(const struct ask *ask, const struct error *why, int64_t wait_ms)
{
    return why->class == ERROR_RATE_LIMITED && clock_monotonic_ms() + wait_ms >= ask->deadline_ms;
}

/* How did a call end? true: its answer was read. An error may close its provider, and may stop the
 * others. */
static bool read_end(struct asking *asking, struct ask *ask, struct error *why)
{
    if (!ask->call.sent) {
        if (ask->error.class != ERROR_NONE) {
            *why = ask->error;
            if (asking_is_ended_by(why)) /* the claim is lost */
                stop(asking, why);
            return false;
        }
        take_call_error(ask, why);
        ask->tries++; /* a failed connection counts as a try, as a sent call does */
        return false;
    }
    if (read_answer(asking, ask, why))
        return true;
    if (ask->unstored || asking_is_ended_by(why)) /* our own error, and not the provider's */
        stop(asking, why);
    else if (!(why->class == ERROR_CONFIG && key_has_changed(ask)))
        ask_close_provider(asking->asker->gate, ask->service, why);
    return false;
}

/* A rate limit has closed the provider in the database, and the gate sends nothing before it is
 * open again, at its time or by an operator's order. So the gate holds the call, and no clock
 * here. */
static void wait_before(struct ask *ask, const struct error *why, int64_t wait_ms)
{
    const int64_t until_ms = clock_monotonic_ms() + wait_ms;
    const bool is_closed = why->class == ERROR_RATE_LIMITED && why->retry_after_ms > 0;
    ask->rests_until_ms = is_closed ? until_ms : 0;
    ask->not_before_ms = is_closed ? 0 : until_ms;
}

/* Send a call that has failed again, if it deserves that. */
static bool repeat(struct asking *asking, struct ask *ask, const struct error *why)
{
    int64_t wait_ms = 0;
    if (asking->stopped)
        return false;
    ask->claim_seen_ms = 0; /* what is paid for once more is confirmed anew */
    if (ask->again) {
        ask->again = false;
        ask->tries--;
    } else if (ask->error.class == ERROR_NONE && deserves_another(ask, why, &wait_ms) &&
               !outlasts_deadline(ask, why, wait_ms))
        wait_before(ask, why, wait_ms);
    else
        return false;
    submit(asking, ask);
    return true;
}

/* Read, or send again, all calls of a list that have ended, and store what was read. */
static void end_calls(struct asking *asking, struct ask *list)
{
    struct asks *asks = asking->asks;
    while (list) {
        struct error why = {0};
        struct ask *ask = list;
        list = ask->next; /* sending it again changes next */
        const bool ok = read_end(asking, ask, &why);
        if (!ok && repeat(asking, ask, &why))
            continue;
        asks->errors[ask - asks->items] = ok ? (struct error){.class = ERROR_NONE} : why;
        asking->open--;
    }
    struct error why = {0};
    if (asking->reader->keep && !asking->reader->keep(asking->asker->context, asks, &why))
        stop(asking, &why);
}

static void fill_in(const struct asker *asker, struct call_batch *batch, struct ask *ask)
{
    ask->batch = batch;
    ask->units = ask->units > 0 ? ask->units : 1;
    ask->enriches = asker->enriches;
    ask->order_id = asker->order_id;
    ask->order_name = asker->order_name;
    ask->claim = asker->claim;
    ask->claim_seen_ms = asker->claim_seen_ms;
    ask->deadline_ms = asker->deadline_ms;
}

bool ask_together(const struct asker *asker, struct asks *asks, const struct ask_reader *reader,
                  struct error *err)
{
    struct asking asking = {.asker = asker, .asks = asks, .reader = reader, .open = asks->count};
    call_batch_init(&asking.batch);
    for (size_t i = 0; i < asks->count; i++) {
        fill_in(asker, &asking.batch, &asks->items[i]);
        submit(&asking, &asks->items[i]);
    }
    while (asking.open > 0) {
        struct error why = {0};
        struct ask *list = call_batch_take(&asking.batch, LOOK_MS);
        if (list)
            end_calls(&asking, list);
        else if (!asking.stopped && !asker->may_go_on(asker->context, &why))
            stop(&asking, &why);
    }
    call_batch_done(&asking.batch);
    if (asking.stopped)
        *err = asking.stop;
    return !asking.stopped;
}

void asks_init(struct asks *asks, size_t max)
{
    *asks = (struct asks){.items = mem_new(max, sizeof(*asks->items)),
                          .errors = mem_new(max, sizeof(*asks->errors))};
}

void asks_done(struct asks *asks)
{
    for (size_t i = 0; i < asks->count; i++)
        http_call_done(&asks->items[i].call);
    mem_free(asks->items);
    mem_free(asks->errors);
}
