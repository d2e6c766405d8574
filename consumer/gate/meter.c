/* meter.c: what calls came to and which providers close, gathered and written to the database.
 *
 * Any thread notes; the gate's thread writes. What the database did not take stays. */
#include "gate/meter.h"

#include <pthread.h>

#include "core/log.h"
#include "core/mem.h"
#include "core/uuid.h"
#include "sql.h"

struct booking {
    const struct service *service;
    char day[12];
    const char *outcome;
    int units;
    int64_t tokens_in, tokens_out;
    struct booking *next;
};

struct closing {
    const struct service *service;
    int64_t ms;
    enum error_class class;
    char why[200];
    struct closing *next;
};

struct meter {
    pthread_mutex_t lock; /* guards bookings and closings */
    struct booking *bookings;
    struct closing *closings;
    struct uuid id;        /* of this meter's batches of bookings */
    struct booking *batch; /* the writing thread's: being booked, or its outcome is not known */
    int64_t batch_number;
};

/* ---- noting ---- */

void meter_record(struct meter *meter, const struct ask *ask, const struct outcome *outcome)
{
    struct booking *booking = mem_new(1, sizeof(*booking));
    *booking = (struct booking){
        .service = ask->service,
        .outcome = outcome->name,
        .units = ask->units,
        .tokens_in = outcome->tokens_in,
        .tokens_out = outcome->tokens_out,
    };
    text_copy(booking->day, sizeof(booking->day), ask->day);
    (void)pthread_mutex_lock(&meter->lock);
    booking->next = meter->bookings;
    meter->bookings = booking;
    (void)pthread_mutex_unlock(&meter->lock);
}

void meter_close_provider(struct meter *meter, const struct service *service, int64_t ms,
                          enum error_class class, const char *why)
{
    struct closing *closing = mem_new(1, sizeof(*closing));
    *closing = (struct closing){.service = service, .ms = ms, .class = class};
    text_copy(closing->why, sizeof(closing->why), why);
    (void)pthread_mutex_lock(&meter->lock);
    closing->next = meter->closings;
    meter->closings = closing;
    (void)pthread_mutex_unlock(&meter->lock);
}

bool meter_is_written(struct meter *meter)
{
    (void)pthread_mutex_lock(&meter->lock);
    const bool written = !meter->batch && !meter->bookings && !meter->closings;
    (void)pthread_mutex_unlock(&meter->lock);
    return written;
}

/* ---- writing ---- */

static void add_booking(const struct booking *b, struct sql_array arrays[static 7])
{
    sql_array_add(&arrays[0], b->service->name);
    sql_array_add(&arrays[1], b->day);
    sql_array_add(&arrays[2], b->outcome);
    sql_array_add_int(&arrays[3], b->units);
    sql_array_add_int(&arrays[4], b->tokens_in);
    sql_array_add_int(&arrays[5], b->tokens_out);
    CLEANUP(text_done) struct text cost = {0};
    text_add_double(&cost, service_cost(b->service, b->tokens_in, b->tokens_out), 6);
    sql_array_add(&arrays[6], text_of(&cost));
}

static bool write_batch(struct meter *meter, struct database *db, struct error *err)
{
    struct sql_array arrays[7] = {0};
    for (const struct booking *b = meter->batch; b; b = b->next)
        add_booking(b, arrays);
    bool ok = DATABASE_RUN(
        db, &sql_provider_record_calls, NULL, err, sql_text(sql_array_text(&arrays[0])),
        sql_text(sql_array_text(&arrays[1])), sql_text(sql_array_text(&arrays[2])),
        sql_text(sql_array_text(&arrays[3])), sql_text(sql_array_text(&arrays[4])),
        sql_text(sql_array_text(&arrays[5])), sql_text(sql_array_text(&arrays[6])),
        sql_text(meter->id.text), sql_int(meter->batch_number));
    for (size_t i = 0; i < ARRAY_LEN(arrays); i++)
        sql_array_done(&arrays[i]);
    return ok;
}

static void free_bookings(struct booking *list)
{
    while (list) {
        struct booking *next = list->next;
        mem_free(list);
        list = next;
    }
}

/* Book what has gathered, as one batch. When the answer is lost, nobody knows whether it is booked:
 * it stays as it is and goes again under its number, which the database takes once. */
static bool write_bookings(struct meter *meter, struct database *db, struct error *err)
{
    if (!meter->batch) {
        (void)pthread_mutex_lock(&meter->lock);
        meter->batch = meter->bookings;
        meter->bookings = NULL;
        (void)pthread_mutex_unlock(&meter->lock);
        meter->batch_number += meter->batch != NULL;
    }
    if (meter->batch && !write_batch(meter, db, err))
        return false;
    free_bookings(meter->batch);
    meter->batch = NULL;
    return true;
}

static bool write_closings(struct meter *meter, struct database *db, struct error *err)
{
    for (;;) {
        (void)pthread_mutex_lock(&meter->lock);
        struct closing *closing = meter->closings;
        (void)pthread_mutex_unlock(&meter->lock);
        if (!closing)
            return true;
        if (!DATABASE_RUN(
                db, &sql_provider_close_by_answer, NULL, err, sql_text(closing->service->name),
                sql_int_or_null(closing->ms, closing->ms > 0), sql_text(closing->service->zone),
                sql_text(error_class_name(closing->class)), sql_text(closing->why)))
            return false;
        LOG(LOG_WARNING, "provider_closed", log_str("provider", closing->service->name),
            log_int("ms", closing->ms), log_str("class", error_class_name(closing->class)),
            log_str("why", closing->why));
        (void)pthread_mutex_lock(&meter->lock); /* others may stand before it by now */
        struct closing **at = &meter->closings;
        while (*at != closing)
            at = &(*at)->next;
        *at = closing->next;
        (void)pthread_mutex_unlock(&meter->lock);
        mem_free(closing);
    }
}

bool meter_write(struct meter *meter, struct database *db, struct error *err)
{
    return write_closings(meter, db, err) && write_bookings(meter, db, err);
}

struct meter *meter_new(void)
{
    struct meter *meter = mem_new(1, sizeof(*meter));
    meter->id = uuid_new();
    (void)pthread_mutex_init(&meter->lock, NULL);
    return meter;
}

void meter_free(struct meter *meter)
{
    if (!meter)
        return;
    free_bookings(meter->bookings);
    free_bookings(meter->batch);
    while (meter->closings) {
        struct closing *next = meter->closings->next;
        mem_free(meter->closings);
        meter->closings = next;
    }
    (void)pthread_mutex_destroy(&meter->lock);
    mem_free(meter);
}
