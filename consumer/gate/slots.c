/* slots.c: slots in the database's time become times of our clock and go to the calls that wait
 * longest. A call that no slot comes in time for ends, so that its month can do something else. */
#include "gate/slots.h"

#include <assert.h>

#include "core/clock.h"
#include "gate/budget_hold.h"
#include "gate/claim_check.h"
#include "gate/meter.h"
#include "io/failpoint.h"
#include "sql.h"

#define LEAD_MS 100           /* reserve again this long before the last slot in hand */
#define SLOT_SLACK_MS 20      /* a call that is later than this takes another slot */
#define HOLD_MAX_MS 60000     /* when a provider is closed no longer than this, its calls wait */
#define OPENED_MS 2000        /* how soon it is seen that an operator has opened a provider */
#define LOOK_AGAIN_MS 3600000 /* ask again after this, however far ahead the next slot lies */
#define REST_MS 30000         /* the least wait of a month that no slot came in time for */
#define NEVER_MS 1e15

/* ---- the queue, under the gate's lock ---- */

static struct ask *pop_due(struct gate *gate, struct provider_queue *queue, struct slot_kind kind,
                           int64_t now_ms)
{
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *ask = provider_queue_pop_due(queue, kind, now_ms);
    (void)pthread_mutex_unlock(&gate->lock);
    return ask;
}

/* Which calls may go now; no more than one second of the provider's rate is granted at once. */
static struct due_calls list_due(struct gate *gate, const struct service *service, int64_t now_ms,
                                 int64_t *next_ms)
{
    const size_t limit = 1 + (size_t)service->rate_per_second;
    (void)pthread_mutex_lock(&gate->lock);
    const struct due_calls due =
        provider_queue_due(&gate->queues[service->index], limit, now_ms, next_ms);
    (void)pthread_mutex_unlock(&gate->lock);
    return due;
}

/* The calls whose deadline comes before that time. */
static struct ask *take_before(struct gate *gate, struct provider_queue *queue, int64_t slot_ms)
{
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *list = provider_queue_take_before(queue, slot_ms);
    (void)pthread_mutex_unlock(&gate->lock);
    return list;
}

static struct ask *take_but_resting(struct gate *gate, struct provider_queue *queue,
                                    int64_t opens_ms, int64_t again_ms)
{
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *list = provider_queue_take_but_resting(queue, opens_ms, again_ms);
    (void)pthread_mutex_unlock(&gate->lock);
    return list;
}

/* ---- what the engine asks and tells ---- */

/* A slot that was granted before its provider was closed, before storing began to fail, or before
 * the claim became doubtful, because the process was frozen since, is void. */
static bool still_due(const struct http_call *call)
{
    const struct ask *ask = call->owner;
    struct gate *gate = call->gate;
    (void)pthread_mutex_lock(&gate->lock);
    bool due = ask->times_closed == gate->queues[ask->service->index].times_closed;
    (void)pthread_mutex_unlock(&gate->lock);
    return due && !gate_storing_fails(gate) && claim_is_sure(gate, ask);
}

/* The call was not sent, because its slot was over or void: it takes the next slot, before all
 * others. */
static void queue_first(struct gate *gate, struct ask *ask)
{
    struct provider_queue *queue = &gate->queues[ask->service->index];
    (void)pthread_mutex_lock(&gate->lock);
    provider_queue_prepend(queue, ask);
    queue->reserve_at_ms = 0;
    gate_turn_by(gate, 0);
    (void)pthread_mutex_unlock(&gate->lock);
}

static void call_done(struct http_call *call)
{
    struct ask *ask = call->owner;
    struct gate *gate = call->gate;
    bool unreachable = !call->late && call->error.class == ERROR_TRANSIENT;
    const struct outcome unsent = {.name = unreachable ? "unreachable" : "unsent",
                                   .why = unreachable ? call->error.message : NULL};
    if (call->sent) {
        FAILPOINT("http.answered");
        ask->tries++;
        call_batch_end(ask);
        return;
    }
    gate_record(gate, ask, &unsent);
    /* A call that was late and is cancelled now ends too: the engine stops and takes no more. */
    if (call->late && call->error.class != ERROR_CANCELLED)
        queue_first(gate, ask);
    else
        call_batch_end(ask);
}

static void send_at(struct gate *gate, struct ask *ask, int64_t at_ms, const char *day)
{
    text_copy(ask->day, sizeof(ask->day), day);
    ask->call.owner = ask;
    ask->call.gate = gate;
    ask->call.done = call_done;
    ask->call.still_due = still_due;
    ask->call.send_at_ms = at_ms;
    ask->call.latest_ms = at_ms + SLOT_SLACK_MS;
    FAILPOINT("http.handed_over");
    http_engine_submit(gate->engine, &ask->call);
}

/* ---- using slots ---- */

/* The next slot comes after the deadline of these calls. Their month goes on when that slot comes,
 * but not at once, so that other months have their turn. */
static void refuse_late(struct ask *list, const struct service *service, int64_t slot_ms,
                        int64_t now_ms)
{
    struct error why = {0};
    const int64_t wait_ms = slot_ms > now_ms ? slot_ms - now_ms : 0;
    if (!list)
        return;
    for (struct ask *ask = list; ask; ask = ask->next)
        ask->too_late = true;
    (void)error_set(&why, ERROR_RATE_LIMITED, 0, "the next slot of %s is %lld s ahead",
                    service->name, (long long)(wait_ms / 1000));
    why.retry_after_ms = wait_ms < LOOK_AGAIN_MS ? wait_ms : LOOK_AGAIN_MS;
    why.retry_after_ms = why.retry_after_ms > REST_MS ? why.retry_after_ms : REST_MS;
    call_batch_refuse(list, &why);
}

static void give_slot_back(struct gate *gate, const struct service *service,
                           const struct reservation *reservation)
{
    static const struct outcome unsent = {.name = "unsent"};
    struct ask no_call = {.service = service, .units = reservation->kind.units};
    text_copy(no_call.day, sizeof(no_call.day), reservation->day);
    gate_record(gate, &no_call, &unsent);
}

static int64_t slot_time(const struct reservation *reservation, int64_t i)
{
    return reservation->base_ms +
           (int64_t)(reservation->delay_ms + (double)i * reservation->spacing_ms);
}

static void use_granted(struct gate *gate, const struct service *service,
                        const struct reservation *reservation, int64_t now_ms)
{
    struct provider_queue *queue = &gate->queues[service->index];
    for (int64_t i = 0; i < reservation->granted; i++) {
        const int64_t slot_ms = slot_time(reservation, i);
        struct ask *ask = pop_due(gate, queue, reservation->kind, now_ms);
        if (ask && slot_ms < ask->deadline_ms) {
            send_at(gate, ask, slot_ms, reservation->day);
            continue;
        }
        give_slot_back(gate, service, reservation);
        refuse_late(ask, service, slot_ms, now_ms);
    }
    /* A slot far ahead may come nearer, when an operator opens the provider or a clock is set. */
    const int64_t again_ms = slot_time(reservation, reservation->granted) - LEAD_MS;
    queue->reserve_at_ms = again_ms < now_ms + LOOK_AGAIN_MS ? again_ms : now_ms + LOOK_AGAIN_MS;
}

static enum error_class class_named(const char *name)
{
    for (int class = ERROR_NONE; class < ERROR_CLASS_COUNT_; class ++)
        if (text_equal(error_class_name((enum error_class) class), name))
            return (enum error_class) class;
    return ERROR_QUOTA;
}

static void wait_or_refuse(struct gate *gate, const struct service *service,
                           const struct reservation *reservation, int64_t now_ms)
{
    struct provider_queue *queue = &gate->queues[service->index];
    const int64_t closed_ms = reservation->closed_ms;
    struct error why = {0};
    const int64_t opens_ms = now_ms + closed_ms;
    const int64_t again_ms = closed_ms < OPENED_MS ? opens_ms : now_ms + OPENED_MS;
    if (closed_ms <= HOLD_MAX_MS && !text_equal(reservation->closed_class, "quota")) {
        refuse_late(take_before(gate, queue, opens_ms), service, opens_ms, now_ms);
        queue->reserve_at_ms = again_ms;
        return;
    }
    enum error_class class = class_named(reservation->closed_class);
    (void)error_set(&why, class == ERROR_TRANSIENT ? ERROR_RATE_LIMITED : class, 0,
                    "%s is closed for %lld s: %s", service->name, (long long)closed_ms / 1000,
                    reservation->closed_why);
    why.retry_after_ms = closed_ms;
    call_batch_refuse(take_but_resting(gate, queue, opens_ms, again_ms), &why);
}

/* The day has too little left for these calls of ISBNs. Smaller ones may go, and those of months.
 */
static void refuse_too_dear(struct gate *gate, const struct service *service,
                            const struct reservation *reservation)
{
    struct error why = {0};
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *list =
        provider_queue_take_enriching(&gate->queues[service->index], reservation->units_left);
    (void)pthread_mutex_unlock(&gate->lock);
    (void)error_set(&why, ERROR_QUOTA, 0, "%s: %s", service->name, reservation->closed_why);
    why.retry_after_ms = reservation->closed_ms;
    for (struct ask *ask = list; ask; ask = ask->next)
        ask->units_left = reservation->units_left;
    call_batch_refuse(list, &why);
}

void slots_use(struct gate *gate, const struct service *service,
               const struct reservation *reservation, int64_t now_ms)
{
    if (reservation->granted > 0)
        use_granted(gate, service, reservation, now_ms);
    else if (reservation->kind.enriches && reservation->units_left >= 0)
        refuse_too_dear(gate, service, reservation);
    else
        wait_or_refuse(gate, service, reservation, now_ms);
}

/* ---- reserving ---- */

/* Both statements have the same columns in front. */
static_assert((int)ENRICH_RESERVE_GRANTED == (int)PROVIDER_RESERVE_GRANTED &&
                  (int)ENRICH_RESERVE_MOMENT_MS == (int)PROVIDER_RESERVE_MOMENT_MS,
              "columns of reservations");

static void read_reservation(const struct rows *rows, struct clock_distance *distance,
                             int64_t now_ms, struct reservation *ret)
{
    double moment_ms = 0;
    ret->granted = row_int(rows, 0, PROVIDER_RESERVE_GRANTED);
    if (ret->granted <= 0) {
        ret->closed_ms = row_int(rows, 0, PROVIDER_RESERVE_CLOSED_MS);
        ret->closed_class = row_text(rows, 0, PROVIDER_RESERVE_WHY_CLASS);
        ret->closed_why = row_text(rows, 0, PROVIDER_RESERVE_WHY);
        return;
    }
    ret->day = row_text(rows, 0, PROVIDER_RESERVE_SLOT_DAY);
    if (!text_to_double(row_text(rows, 0, PROVIDER_RESERVE_DELAY_MS), 0, NEVER_MS, &ret->delay_ms))
        ret->delay_ms = NEVER_MS;
    if (!text_to_double(row_text(rows, 0, PROVIDER_RESERVE_SPACING_MS), 0, NEVER_MS,
                        &ret->spacing_ms) ||
        !text_to_double(row_text(rows, 0, PROVIDER_RESERVE_MOMENT_MS), 0, NEVER_MS, &moment_ms))
        UNREACHABLE("a reservation without times");
    ret->base_ms = clock_distance_own_time(distance, (int64_t)moment_ms, now_ms);
    ret->moment_ms = (int64_t)moment_ms;
}

/* No budget of money is given here: calls that none pays for have ended before (budget_hold). */
static bool run_reserve(struct gate *gate, const struct service *service,
                        const struct due_calls *due, struct rows **ret, struct error *err)
{
    CLEANUP(text_done) struct text rate = {0};
    text_add_double(&rate, service->rate_per_second, 6);
    const struct sql_param count = sql_int((int64_t)due->count);
    const struct sql_param units = sql_int(due->kind.units);
    const struct sql_param daily =
        sql_int_or_null(service->daily_calls - service->buffer_calls, service->daily_calls > 0);
    if (due->kind.enriches)
        return DATABASE_RUN(gate->db, &sql_enrich_reserve, ret, err, sql_text(service->name), count,
                            units, daily, sql_text(text_of(&rate)), sql_text(service->zone),
                            sql_int(gate->config->enrichment_share_percent));
    return DATABASE_RUN(gate->db, &sql_provider_reserve, ret, err, sql_text(service->name), count,
                        units, daily, sql_text(text_of(&rate)), sql_text(service->zone), sql_null(),
                        sql_null());
}

static bool reserve(struct gate *gate, const struct service *service, const struct due_calls *due,
                    struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct reservation reservation = {.kind = due->kind, .units_left = -1};
    if (!run_reserve(gate, service, due, &rows, err))
        return false;
    const int64_t now_ms = clock_monotonic_ms();
    read_reservation(rows, &gate->distance, now_ms, &reservation);
    if (due->kind.enriches && !row_is_null(rows, 0, ENRICH_RESERVE_UNITS_LEFT))
        reservation.units_left = row_int(rows, 0, ENRICH_RESERVE_UNITS_LEFT);
    if (reservation.granted > 0)
        lease_compare(gate->lease, reservation.moment_ms); /* the calls look before they go */
    slots_use(gate, service, &reservation, now_ms);
    return true;
}

/* What calls have cost is written before more of them are reserved; claims are confirmed last. */
static bool reserve_paid(struct gate *gate, const struct service *service, int64_t *next_ms,
                         struct error *err)
{
    if (!meter_write(gate->meter, gate->db, err) || !budget_hold(gate, service, err) ||
        !claims_check(gate, service, err))
        return false;
    const struct due_calls due = list_due(gate, service, clock_monotonic_ms(), next_ms);
    return due.count == 0 || reserve(gate, service, &due, err);
}

bool slots_serve(struct gate *gate, const struct service *service, int64_t *next_ms,
                 struct error *err)
{
    struct provider_queue *queue = &gate->queues[service->index];
    const int64_t now_ms = clock_monotonic_ms();
    if (list_due(gate, service, now_ms, next_ms).count == 0)
        return true;
    const int64_t reserve_at_ms = queue->reserve_at_ms;
    if (reserve_at_ms > now_ms)
        refuse_late(take_before(gate, queue, reserve_at_ms), service, reserve_at_ms, now_ms);
    else if (!reserve_paid(gate, service, next_ms, err))
        return false;
    const int64_t again_ms = reserve_at_ms > now_ms ? reserve_at_ms : queue->reserve_at_ms;
    *next_ms = again_ms > now_ms && again_ms < *next_ms ? again_ms : *next_ms;
    return true;
}
