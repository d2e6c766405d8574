/* gate.c: the gate's thread: books, closes, reserves, and hands calls with a slot to the engine. */
#include "gate.h"

#include <string.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "figure.h"
#include "io/database.h"
#include "io/failpoint.h"
#include "lane.h"
#include "sql.h"
#include "thread.h"

#define LEAD_MS 100 /* reserve again this long before the last slot in hand */
#define CLOCK_STEP_MS 2000
#define CLOCK_MINUTE_MS 60000
#define SLOT_SLACK_MS 20  /* later than that a call takes another slot */
#define HOLD_MAX_MS 60000 /* a provider closed no longer than this is waited for in place */
#define LOOK_AGAIN_MS (3600 * (int64_t)1000) /* when the schedule lies farther ahead than that */
#define NEVER_MS 1e15
#define IDLE_MS 1000
#define BOOK_MS 50 /* bookings are gathered this long */

struct gate {
    const struct config *config;
    const struct services *services;
    struct http_engine *engine;
    pthread_t thread;
    pthread_mutex_t lock; /* guards the lists, turn_at_ms and stopping */
    pthread_cond_t more;
    int64_t turn_at_ms; /* when the thread is to turn again */
    struct lane lanes[CONFIG_PROVIDERS_MAX];
    bool stopping;
    struct meter *meter;
    atomic_bool reopen;
    struct figure figures[CONFIG_PROVIDERS_MAX]; /* by service; the thread's own, as is db */
    struct database *db;                         /* the thread's own, as all below */
    struct clock_distance {
        bool known;
        int64_t until_ms;    /* this minute's end */
        int64_t least_ms[2]; /* of this minute and of the last: our monotonic clock less its */
    } distance;
    struct backoff backoff;
};

/* ---- from outside ---- */

/* in  gate locked. The thread is to turn by then; it is woken only if it would sleep longer. */
static void turn_by(struct gate *gate, int64_t at_ms)
{
    if (at_ms >= gate->turn_at_ms)
        return;
    gate->turn_at_ms = at_ms;
    (void)pthread_cond_signal(&gate->more);
}

void gate_submit(struct gate *gate, struct ask *ask)
{
    ask_begin(ask);
    ask->error = (struct error){.class = ERROR_NONE};
    ask->day[0] = '\0';
    const int64_t slots_at_ms = gate->lanes[ask->service->index].reserve_at_ms;
    (void)pthread_mutex_lock(&gate->lock);
    lane_append(&gate->lanes[ask->service->index], ask);
    turn_by(gate, ask->not_before_ms > slots_at_ms ? ask->not_before_ms : slots_at_ms);
    (void)pthread_mutex_unlock(&gate->lock);
}

static void refuse_all(struct ask *list, const struct error *why)
{
    while (list) {
        struct ask *ask = list;
        list = ask->next;
        ask->error = *why;
        ask_end(ask);
    }
}

void gate_withdraw(struct gate *gate, struct ask_batch *batch)
{
    struct error why = {0};
    (void)error_set(&why, ERROR_CANCELLED, 0, "withdrawn while it waited for a slot");
    for (size_t i = 0; i < gate->services->count; i++) {
        (void)pthread_mutex_lock(&gate->lock);
        struct ask *list = lane_take(&gate->lanes[i], batch);
        (void)pthread_mutex_unlock(&gate->lock);
        refuse_all(list, &why);
    }
}

void gate_book(struct gate *gate, struct ask *ask, const struct outcome *outcome)
{
    if (!*ask->day)
        return; /* nothing was reserved for it, or it was given back already */
    meter_book(gate->meter, ask, outcome);
    ask->day[0] = '\0';
    (void)pthread_mutex_lock(&gate->lock);
    turn_by(gate, clock_monotonic_ms() + BOOK_MS);
    (void)pthread_mutex_unlock(&gate->lock);
}

void gate_close(struct gate *gate, const struct service *service, int64_t ms,
                enum error_class class, const char *why)
{
    meter_close(gate->meter, service, ms, class, why);
    (void)pthread_mutex_lock(&gate->lock);
    gate->lanes[service->index].closings++;
    turn_by(gate, 0);
    (void)pthread_mutex_unlock(&gate->lock);
}

void gate_reopen(struct gate *gate)
{
    atomic_store(&gate->reopen, true);
    (void)pthread_mutex_lock(&gate->lock);
    turn_by(gate, 0);
    (void)pthread_mutex_unlock(&gate->lock);
}

/* ---- the engine says a call is done ---- */

static void call_done(struct http_call *call)
{
    struct ask *ask = call->owner;
    struct gate *gate = call->gate;
    bool unreachable = !call->late && call->error.class == ERROR_TRANSIENT;
    const struct outcome unsent = {.name = unreachable ? "unreachable" : "returned"};
    if (call->sent) {
        FAILPOINT("http.answered");
        ask->tries++;
        ask_end(ask);
        return;
    }
    gate_book(gate, ask, &unsent);
    /* Late before, and cancelled now: there are no more slots for it. */
    if (!call->late || call->error.class == ERROR_CANCELLED) {
        ask_end(ask);
        return;
    }
    (void)pthread_mutex_lock(&gate->lock); /* another slot, before all others */
    struct lane *lane = &gate->lanes[ask->service->index];
    lane_prepend(lane, ask);
    lane->reserve_at_ms = 0;
    turn_by(gate, 0);
    (void)pthread_mutex_unlock(&gate->lock);
}

/* ---- the database ---- */

static bool connect_database(struct gate *gate, struct error *err)
{
    if (gate->db && database_alive(gate->db))
        return true;
    database_close(gate->db);
    gate->db = NULL;
    struct database_options options = {
        .url = gate->config->database_url,
        .application_name = "backfill-consumer gate",
        .connect_timeout_ms = 5000,
        .statement_timeout_ms = gate->config->database_statement_timeout_ms,
    };
    return database_open(&options, &gate->db, err);
}

/* ---- slots ---- */

static struct ask *pop_due(struct gate *gate, struct lane *lane, int64_t now)
{
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *ask = lane_pop_due(lane, now);
    (void)pthread_mutex_unlock(&gate->lock);
    return ask;
}

static size_t count_due(struct gate *gate, const struct lane *lane, size_t limit, int64_t now,
                        int64_t *next)
{
    (void)pthread_mutex_lock(&gate->lock);
    const size_t due = lane_count_due(lane, limit, now, next);
    (void)pthread_mutex_unlock(&gate->lock);
    return due;
}

/* The calls that no later slot of the lane comes in time for. */
static struct ask *take_hopeless(struct gate *gate, struct lane *lane)
{
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *list = lane_take_before(lane, lane->reserve_at_ms);
    (void)pthread_mutex_unlock(&gate->lock);
    return list;
}

/* Its provider was closed after the slot was granted: the slot is void. */
static bool still_due(const struct http_call *call)
{
    const struct ask *ask = call->owner;
    struct gate *gate = call->gate;
    (void)pthread_mutex_lock(&gate->lock);
    bool due = ask->closings == gate->lanes[ask->service->index].closings;
    (void)pthread_mutex_unlock(&gate->lock);
    return due;
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

/* Its slot lies beyond the time that its month has: the month goes on at that time. */
static void refuse_late(struct ask *list, const struct service *service, int64_t slot_ms,
                        int64_t now)
{
    struct error why = {0};
    const int64_t wait = slot_ms - now;
    if (!list)
        return;
    (void)error_set(&why, ERROR_RATE_LIMITED, 0, "the next slot of %s is %lld s ahead",
                    service->name, (long long)(wait / 1000));
    why.retry_after_ms = wait < LOOK_AGAIN_MS ? wait : LOOK_AGAIN_MS;
    refuse_all(list, &why);
}

static void give_slot_back(struct gate *gate, const struct service *service, const char *day)
{
    static const struct outcome returned = {.name = "returned"};
    struct ask nobody = {.service = service, .units = 1};
    text_copy(nobody.day, sizeof(nobody.day), day);
    gate_book(gate, &nobody, &returned);
}

/* The moment of the database's clock on ours. A reply that came late says nothing of the slot it
 * carries, so the smallest distance between the two clocks holds that was seen in this minute and
 * the last: clocks drift apart over weeks. A step of the database's clock begins anew. */
static int64_t own_time(struct clock_distance *distance, int64_t moment_ms, int64_t now_ms)
{
    const int64_t seen = now_ms - moment_ms;
    int64_t *least = distance->least_ms;
    if (!distance->known || seen > least[0] + CLOCK_STEP_MS)
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
    struct lane *lane = &gate->lanes[service->index];
    const int64_t granted = row_int(rows, 0, 0), now = clock_monotonic_ms();
    const char *day = row_text(rows, 0, 3);
    double delay = 0, spacing = 0, moment = 0;
    if (!text_to_double(row_text(rows, 0, 1), 0, NEVER_MS, &delay) ||
        !text_to_double(row_text(rows, 0, 2), 0, NEVER_MS, &spacing) ||
        !text_to_double(row_text(rows, 0, 7), 0, NEVER_MS, &moment))
        UNREACHABLE("a reservation without times");
    const int64_t base = own_time(&gate->distance, (int64_t)moment, now);
    for (int64_t i = 0; i < granted; i++) {
        const int64_t slot = base + (int64_t)(delay + (double)i * spacing);
        struct ask *ask = pop_due(gate, lane, now);
        if (ask && slot < ask->deadline_ms) {
            send_at(gate, ask, slot, day);
            continue;
        }
        give_slot_back(gate, service, day);
        refuse_late(ask, service, slot, now);
    }
    lane->reserve_at_ms = base + (int64_t)(delay + (double)granted * spacing) - LEAD_MS;
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
    struct lane *lane = &gate->lanes[service->index];
    const int64_t closed_ms = row_int(rows, 0, 4);
    struct error why = {0};
    if (closed_ms <= HOLD_MAX_MS && !text_equal(row_text(rows, 0, 5), "quota")) {
        lane->reserve_at_ms = clock_monotonic_ms() + closed_ms;
        return;
    }
    enum error_class class = class_named(row_text(rows, 0, 5));
    (void)error_set(&why, class == ERROR_TRANSIENT ? ERROR_RATE_LIMITED : class, 0,
                    "%s is closed for %lld s: %s", service->name, (long long)closed_ms / 1000,
                    row_text(rows, 0, 6));
    why.retry_after_ms = closed_ms;
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *list = lane_take(lane, NULL);
    (void)pthread_mutex_unlock(&gate->lock);
    refuse_all(list, &why);
}

/* Resolvers cost nothing, and 0 is no budget. */
static struct sql_param budget_param(const struct service *service, const char *amount)
{
    double limit = 0;
    const bool limited = text_to_double(amount, 0, 1e12, &limit) && limit > 0;
    return limited && service->kind->generates ? sql_text(amount) : sql_null();
}

/* Reserve for one provider, if it is time and somebody waits. */
static bool serve(struct gate *gate, const struct service *service, int64_t *next,
                  struct error *err)
{
    struct lane *lane = &gate->lanes[service->index];
    const int64_t now = clock_monotonic_ms();
    const size_t second = 1 + (size_t)service->rate_per_second; /* more is not granted at once */
    const size_t due = count_due(gate, lane, second, now, next);
    if (due == 0)
        return true;
    if (lane->reserve_at_ms > now) {
        *next = lane->reserve_at_ms < *next ? lane->reserve_at_ms : *next;
        refuse_late(take_hopeless(gate, lane), service, lane->reserve_at_ms, now);
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
    if (row_int(rows, 0, 0) > 0)
        use_slots(gate, service, rows);
    else
        wait_or_refuse(gate, service, rows);
    *next = lane->reserve_at_ms > now && lane->reserve_at_ms < *next ? lane->reserve_at_ms : *next;
    return true;
}

/* ---- what an operator and the provider itself say ---- */

static bool reopen(struct gate *gate, struct error *err)
{
    if (!atomic_exchange(&gate->reopen, false))
        return true;
    CLEANUP(sql_array_done) struct sql_array names = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    for (size_t i = 0; i < gate->services->count; i++)
        sql_array_add(&names, gate->services->items[i].name);
    if (!DATABASE_RUN(gate->db, &sql_provider_reopen, &rows, err,
                      sql_text(sql_array_text(&names)))) {
        atomic_store(&gate->reopen, true);
        return false;
    }
    for (size_t i = 0; i < rows_count(rows); i++)
        LOG(LOG_INFO, "provider_opened", log_str("provider", row_text(rows, i, 0)),
            log_str("why", "looked at again"));
    for (size_t i = 0; i < gate->services->count; i++)
        gate->lanes[i].reserve_at_ms = 0;
    return true;
}

static bool is_wanted(struct gate *gate, const struct service *service)
{
    (void)pthread_mutex_lock(&gate->lock);
    const bool wanted = gate->lanes[service->index].first != NULL;
    (void)pthread_mutex_unlock(&gate->lock);
    return wanted;
}

/* A service that nothing but one call is made for (try) is not asked for figures. */
static bool look_up_figures(struct gate *gate, const struct service *service, struct error *err)
{
    struct figure *figure = &gate->figures[service->index];
    const size_t listed = gate->services->generator_count + gate->services->resolver_count;
    if (!figure->under_way && (listed == 0 || !is_wanted(gate, service)))
        return true;
    return figure_turn(figure, gate, service, gate->db, err);
}

/* ---- the thread ---- */

static bool turn(struct gate *gate, int64_t *next, struct error *err)
{
    if (!connect_database(gate, err) || !meter_write(gate->meter, gate->db, err))
        return false;
    if (!reopen(gate, err))
        return false;
    for (size_t i = 0; i < gate->services->count; i++) {
        const struct service *service = &gate->services->items[i];
        if (!service->local &&
            (!look_up_figures(gate, service, err) || !serve(gate, service, next, err)))
            return false;
    }
    return true;
}

static bool is_stopping(struct gate *gate)
{
    (void)pthread_mutex_lock(&gate->lock);
    bool stopping = gate->stopping;
    (void)pthread_mutex_unlock(&gate->lock);
    return stopping;
}

/* What is asked of the thread from here on brings about another turn. */
static void begin_turn(struct gate *gate)
{
    (void)pthread_mutex_lock(&gate->lock);
    gate->turn_at_ms = INT64_MAX;
    (void)pthread_mutex_unlock(&gate->lock);
}

static bool wait_more(struct gate *gate, int64_t next)
{
    (void)pthread_mutex_lock(&gate->lock);
    turn_by(gate, next);
    while (!gate->stopping && gate->turn_at_ms > clock_monotonic_ms()) {
        const struct timespec until = thread_until(gate->turn_at_ms);
        (void)pthread_cond_timedwait(&gate->more, &gate->lock, &until);
    }
    bool go_on = !gate->stopping || !meter_is_written(gate->meter);
    (void)pthread_mutex_unlock(&gate->lock);
    return go_on;
}

static void *run(void *argument)
{
    struct gate *gate = argument;
    bool away = false;
    int64_t next = 0;
    do {
        struct error err = {0};
        begin_turn(gate);
        next = clock_monotonic_ms() + IDLE_MS;
        if (turn(gate, &next, &err)) {
            gate->backoff.tries = 0;
            away = false;
            continue;
        }
        LOG(away ? LOG_DEBUG : LOG_WARNING, "gate_shut", log_error_class(&err),
            log_error_message(&err));
        if (is_stopping(gate)) /* what is not booked stays reserved: it counts */
            return NULL;
        away = true;
        clock_sleep_ms(backoff_next_ms(&gate->backoff));
    } while (wait_more(gate, next));
    return NULL;
}

struct gate *gate_start(const struct config *config, const struct services *services,
                        struct http_engine *engine)
{
    struct gate *gate = mem_new(1, sizeof(*gate));
    gate->config = config;
    gate->services = services;
    gate->engine = engine;
    gate->meter = meter_new();
    gate->backoff = (struct backoff){.first_ms = 100, .max_ms = config->reconnect_max_ms};
    (void)pthread_mutex_init(&gate->lock, NULL);
    thread_cond_init(&gate->more);
    for (size_t i = 0; i < ARRAY_LEN(gate->lanes); i++)
        lane_init(&gate->lanes[i]);
    for (size_t i = 0; i < ARRAY_LEN(gate->figures); i++)
        figure_init(&gate->figures[i]);
    gate->thread = thread_start("gate", THREAD_STACK_PLAIN, run, gate);
    return gate;
}

void gate_stop(struct gate *gate)
{
    if (!gate)
        return;
    (void)pthread_mutex_lock(&gate->lock);
    gate->stopping = true;
    (void)pthread_cond_signal(&gate->more);
    (void)pthread_mutex_unlock(&gate->lock);
    (void)pthread_join(gate->thread, NULL);
    meter_free(gate->meter);
    for (size_t i = 0; i < ARRAY_LEN(gate->figures); i++)
        figure_done(&gate->figures[i]);
    database_close(gate->db);
    (void)pthread_cond_destroy(&gate->more);
    (void)pthread_mutex_destroy(&gate->lock);
    mem_free(gate);
}
