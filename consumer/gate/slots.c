/* gate_slots.c: what the gate does with a reservation: slots in the database's time become times of
 * ours, and go to the calls that wait longest; what comes too late for its month ends. */
#include <string.h>

#include "core/clock.h"
#include "gate/gate_private.h"
#include "io/failpoint.h"
#include "sql.h"

#define LEAD_MS 100      /* reserve again this long before the last slot in hand */
#define SLOT_SLACK_MS 20 /* later than that a call takes another slot */
#define CLOCK_STEP_MS 2000
#define CLOCK_MINUTE_MS 60000
#define HOLD_MAX_MS 60000 /* a provider closed no longer than this is waited for in place */
#define LOOK_AGAIN_MS (3600 * (int64_t)1000) /* when the schedule lies farther ahead than that */
#define REST_MS 30000                        /* of a month that is slower than its deadline */
#define NEVER_MS 1e15

static struct ask *pop_due(struct gate *gate, struct provider_queue *queue, int64_t now)
{
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *ask = provider_queue_pop_due(queue, now);
    (void)pthread_mutex_unlock(&gate->lock);
    return ask;
}

static size_t count_due(struct gate *gate, const struct provider_queue *queue, size_t limit,
                        int64_t now, int64_t *next)
{
    (void)pthread_mutex_lock(&gate->lock);
    const size_t due = provider_queue_count_due(queue, limit, now, next);
    (void)pthread_mutex_unlock(&gate->lock);
    return due;
}

/* The calls that no slot from then on comes in time for. */
static struct ask *take_hopeless(struct gate *gate, struct provider_queue *queue, int64_t slot_ms)
{
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *list = provider_queue_take_before(queue, slot_ms);
    (void)pthread_mutex_unlock(&gate->lock);
    return list;
}

/* Its provider was closed after the slot was granted: the slot is void. */
static bool still_due(const struct http_call *call)
{
    const struct ask *ask = call->owner;
    struct gate *gate = call->gate;
    (void)pthread_mutex_lock(&gate->lock);
    bool due = ask->closings == gate->queues[ask->service->index].closings;
    (void)pthread_mutex_unlock(&gate->lock);
    return due;
}

static void send_at(struct gate *gate, struct ask *ask, int64_t at_ms, const char *day)
{
    text_copy(ask->day, sizeof(ask->day), day);
    ask->call.owner = ask;
    ask->call.gate = gate;
    ask->call.done = gate_call_done;
    ask->call.still_due = still_due;
    ask->call.send_at_ms = at_ms;
    ask->call.latest_ms = at_ms + SLOT_SLACK_MS;
    FAILPOINT("http.handed_over");
    http_engine_submit(gate->engine, &ask->call);
}

/* Its slot lies beyond the time that its month has: the month goes on at that time, and not before
 * others have had their turn. */
static void refuse_late(struct ask *list, const struct service *service, int64_t slot_ms,
                        int64_t now)
{
    struct error why = {0};
    const int64_t wait = slot_ms > now ? slot_ms - now : 0;
    if (!list)
        return;
    for (struct ask *ask = list; ask; ask = ask->next)
        ask->too_late = true;
    (void)error_set(&why, ERROR_RATE_LIMITED, 0, "the next slot of %s is %lld s ahead",
                    service->name, (long long)(wait / 1000));
    why.retry_after_ms = wait < LOOK_AGAIN_MS ? wait : LOOK_AGAIN_MS;
    why.retry_after_ms = why.retry_after_ms > REST_MS ? why.retry_after_ms : REST_MS;
    call_batch_refuse(list, &why);
}

static void give_slot_back(struct gate *gate, const struct service *service, const char *day)
{
    static const struct outcome returned = {.name = "returned"};
    struct ask nobody = {.service = service, .units = 1};
    text_copy(nobody.day, sizeof(nobody.day), day);
    gate_record(gate, &nobody, &returned);
}

/* The moment of the database's clock on ours. A reply that came late says nothing of the slot it
 * carries, so the smallest distance between the two clocks holds that was seen in this minute and
 * the last: clocks drift apart over weeks. A step of the database's clock begins anew. */
static int64_t own_time(struct clock_distance *distance, int64_t moment_ms, int64_t now_ms)
{
    const int64_t seen = now_ms - moment_ms;
    int64_t *least = distance->least_ms;
    const bool idle = now_ms >= distance->until_ms + CLOCK_MINUTE_MS;
    if (!distance->known || idle || seen > least[0] + CLOCK_STEP_MS)
        least[0] = least[1] = seen;
    if (now_ms >= distance->until_ms) {
        least[1] = least[0];
        least[0] = seen;
        distance->until_ms = now_ms + CLOCK_MINUTE_MS;
    }
    distance->known = true;
    least[0] = seen < least[0] ? seen : least[0];
    return moment_ms + (least[0] < least[1] ? least[0] : least[1]);
}

/* Hand granted slots to the calls that wait longest; what nobody wants any more, or in time, goes
 * back. */
static void use_slots(struct gate *gate, const struct service *service, const struct rows *rows)
{
    struct provider_queue *queue = &gate->queues[service->index];
    const int64_t granted = row_int(rows, 0, PROVIDER_RESERVE_GRANTED), now = clock_monotonic_ms();
    const char *day = row_text(rows, 0, PROVIDER_RESERVE_SLOT_DAY);
    double delay = 0, spacing = 0, moment = 0;
    if (!text_to_double(row_text(rows, 0, PROVIDER_RESERVE_DELAY_MS), 0, NEVER_MS, &delay))
        delay = NEVER_MS;
    if (!text_to_double(row_text(rows, 0, PROVIDER_RESERVE_SPACING_MS), 0, NEVER_MS, &spacing) ||
        !text_to_double(row_text(rows, 0, PROVIDER_RESERVE_MOMENT_MS), 0, NEVER_MS, &moment))
        UNREACHABLE("a reservation without times");
    const int64_t base = own_time(&gate->distance, (int64_t)moment, now);
    for (int64_t i = 0; i < granted; i++) {
        const int64_t slot = base + (int64_t)(delay + (double)i * spacing);
        struct ask *ask = pop_due(gate, queue, now);
        if (ask && slot < ask->deadline_ms) {
            send_at(gate, ask, slot, day);
            continue;
        }
        give_slot_back(gate, service, day);
        refuse_late(ask, service, slot, now);
    }
    /* One far ahead may be mended meanwhile, by an operator or a clock. */
    const int64_t again = base + (int64_t)(delay + (double)granted * spacing) - LEAD_MS;
    queue->reserve_at_ms = again < now + LOOK_AGAIN_MS ? again : now + LOOK_AGAIN_MS;
}

static enum error_class class_named(const char *name)
{
    for (int class = ERROR_NONE; class < ERROR_CLASS_COUNT_; class ++)
        if (text_equal(error_class_name((enum error_class) class), name))
            return (enum error_class) class;
    return ERROR_QUOTA;
}

/* The provider is closed: for a while, and its calls wait; or for long, and they end. */
static void wait_or_refuse(struct gate *gate, const struct service *service,
                           const struct rows *rows)
{
    struct provider_queue *queue = &gate->queues[service->index];
    const int64_t closed_ms = row_int(rows, 0, PROVIDER_RESERVE_CLOSED_MS);
    struct error why = {0};
    if (closed_ms <= HOLD_MAX_MS &&
        !text_equal(row_text(rows, 0, PROVIDER_RESERVE_WHY_CLASS), "quota")) {
        queue->reserve_at_ms = clock_monotonic_ms() + closed_ms;
        return;
    }
    enum error_class class = class_named(row_text(rows, 0, PROVIDER_RESERVE_WHY_CLASS));
    (void)error_set(&why, class == ERROR_TRANSIENT ? ERROR_RATE_LIMITED : class, 0,
                    "%s is closed for %lld s: %s", service->name, (long long)closed_ms / 1000,
                    row_text(rows, 0, PROVIDER_RESERVE_WHY));
    why.retry_after_ms = closed_ms;
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *list = provider_queue_take(queue, NULL);
    (void)pthread_mutex_unlock(&gate->lock);
    call_batch_refuse(list, &why);
}

/* Resolvers cost nothing, and 0 is no budget. */
static struct sql_param budget_param(const struct service *service, const char *amount)
{
    double limit = 0;
    const bool limited = text_to_double(amount, 0, 1e12, &limit) && limit > 0;
    return limited && service->generates ? sql_text(amount) : sql_null();
}

/* Reserve for one provider, if it is time and somebody waits. */
bool gate_serve(struct gate *gate, const struct service *service, int64_t *next, struct error *err)
{
    struct provider_queue *queue = &gate->queues[service->index];
    const int64_t now = clock_monotonic_ms();
    const size_t second = 1 + (size_t)service->rate_per_second; /* more is not granted at once */
    const size_t due = count_due(gate, queue, second, now, next);
    if (due == 0)
        return true;
    const int64_t reserve_at = queue->reserve_at_ms;
    if (reserve_at > now) {
        *next = reserve_at < *next ? reserve_at : *next;
        refuse_late(take_hopeless(gate, queue, reserve_at), service, reserve_at, now);
        return true;
    }
    CLEANUP(text_done) struct text rate = {0};
    text_add_double(&rate, service->rate_per_second, 6);
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(
            gate->db, &sql_provider_reserve, &rows, err, sql_text(service->name),
            sql_int((int64_t)due), sql_int(1),
            sql_int_or_null(service->daily_calls - service->buffer_calls, service->daily_calls > 0),
            sql_text(text_of(&rate)), sql_text(service->zone),
            budget_param(service, gate->config->budget_per_day),
            budget_param(service, gate->config->budget_total)))
        return false;
    if (row_int(rows, 0, PROVIDER_RESERVE_GRANTED) > 0)
        use_slots(gate, service, rows);
    else
        wait_or_refuse(gate, service, rows);
    *next =
        queue->reserve_at_ms > now && queue->reserve_at_ms < *next ? queue->reserve_at_ms : *next;
    return true;
}
