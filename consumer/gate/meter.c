/* meter.c: two lists to which any thread adds, and which the gate's thread writes to the database.
 * What the database did not take stays in its list. */
#include "gate/meter.h"

#include <pthread.h>

#include "core/log.h"
#include "core/mem.h"
#include "core/uuid.h"
#include "sql.h"

#define WHY_BYTES 200

struct record {
    const struct service *service;
    char day[12];
    const char *outcome;
    int units;
    int64_t tokens_in, tokens_out;
    char why[WHY_BYTES]; /* "": none */
    struct uuid claim;   /* of the attempt at a month; empty: of none */
    struct record *next;
};

struct closing {
    const struct service *service;
    int64_t ms;
    enum error_class class;
    char why[WHY_BYTES];
    struct closing *next;
};

struct meter {
    pthread_mutex_t lock; /* guards records and closings */
    struct record *records;
    struct closing *closings;
    struct uuid id;       /* names this meter's batches of records, with their numbers */
    struct record *batch; /* the writing thread's: not yet known to be written */
    int64_t batch_number;
};

/* ---- adding ---- */

void meter_record(struct meter *meter, const struct ask *ask, const struct outcome *outcome)
{
    struct record *record = mem_new(1, sizeof(*record));
    *record = (struct record){
        .service = ask->service,
        .outcome = outcome->name,
        .units = ask->units,
        .tokens_in = service_tokens(outcome->tokens_in),
        .tokens_out = service_tokens(outcome->tokens_out),
        .claim = ask->claim && !ask->enriches ? *ask->claim : (struct uuid){.text = ""},
    };
    if (record->tokens_in < outcome->tokens_in || record->tokens_out < outcome->tokens_out)
        LOG(LOG_WARNING, "tokens_bounded", log_str("provider", ask->service->name),
            log_int("said_in", outcome->tokens_in), log_int("said_out", outcome->tokens_out),
            log_int("counted_in", record->tokens_in), log_int("counted_out", record->tokens_out));
    text_copy(record->day, sizeof(record->day), ask->day);
    text_copy(record->why, sizeof(record->why), outcome->why ? outcome->why : "");
    (void)pthread_mutex_lock(&meter->lock);
    record->next = meter->records;
    meter->records = record;
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
    const bool written = !meter->batch && !meter->records && !meter->closings;
    (void)pthread_mutex_unlock(&meter->lock);
    return written;
}

/* ---- writing ---- */

static void add_record(const struct record *record, struct sql_array arrays[static 10])
{
    sql_array_add(&arrays[0], record->service->name);
    sql_array_add(&arrays[1], record->day);
    sql_array_add(&arrays[2], record->outcome);
    sql_array_add_int(&arrays[3], record->units);
    sql_array_add_int(&arrays[4], record->tokens_in);
    sql_array_add_int(&arrays[5], record->tokens_out);
    char cost[AMOUNT_BYTES];
    amount_text(service_cost(record->service, record->tokens_in, record->tokens_out), cost);
    sql_array_add(&arrays[6], cost);
    sql_array_add(&arrays[7], *record->why ? record->why : NULL);
    sql_array_add(&arrays[8], *record->claim.text ? record->claim.text : NULL);
    sql_array_add_int(&arrays[9], !service_price_known(record->service));
}

static bool write_batch(struct meter *meter, struct database *db, struct error *err)
{
    struct sql_array arrays[10] = {0};
    for (const struct record *b = meter->batch; b; b = b->next)
        add_record(b, arrays);
    bool ok =
        DATABASE_RUN(db, &sql_provider_record_calls, NULL, err,
                     sql_text(sql_array_text(&arrays[0])), sql_text(sql_array_text(&arrays[1])),
                     sql_text(sql_array_text(&arrays[2])), sql_text(sql_array_text(&arrays[3])),
                     sql_text(sql_array_text(&arrays[4])), sql_text(sql_array_text(&arrays[5])),
                     sql_text(sql_array_text(&arrays[6])), sql_text(meter->id.text),
                     sql_int(meter->batch_number), sql_text(sql_array_text(&arrays[7])),
                     sql_text(sql_array_text(&arrays[8])), sql_text(sql_array_text(&arrays[9])));
    for (size_t i = 0; i < ARRAY_LEN(arrays); i++)
        sql_array_done(&arrays[i]);
    return ok;
}

static void free_records(struct record *list)
{
    while (list) {
        struct record *next = list->next;
        mem_free(list);
        list = next;
    }
}

/* The database refuses a batch itself, and would refuse it for ever, while no call is reserved
 * before it is written. It is dropped: its calls stay reserved, and so they count. */
static bool give_up_if_refused(const struct record *batch, const struct error *why)
{
    int64_t count = 0;
    if (why->class != ERROR_REQUEST)
        return false;
    for (const struct record *b = batch; b; b = b->next)
        count++;
    LOG(LOG_ERROR, "calls_not_recorded", log_int("calls", count), log_error_class(why),
        log_error_message(why));
    return true;
}

/* Write what has gathered, as one batch. When the answer of the database is lost, it is not known
 * whether the batch was written: it stays as it is and is written again under its number, which the
 * database accepts once. */
static bool write_records(struct meter *meter, struct database *db, struct error *err)
{
    if (!meter->batch) {
        (void)pthread_mutex_lock(&meter->lock);
        meter->batch = meter->records;
        meter->records = NULL;
        (void)pthread_mutex_unlock(&meter->lock);
        meter->batch_number += meter->batch != NULL;
    }
    if (meter->batch && !write_batch(meter, db, err) && !give_up_if_refused(meter->batch, err))
        return false;
    free_records(meter->batch);
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
        (void)pthread_mutex_lock(&meter->lock); /* others may have been added before it */
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
    return write_closings(meter, db, err) && write_records(meter, db, err);
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
    free_records(meter->records);
    free_records(meter->batch);
    while (meter->closings) {
        struct closing *next = meter->closings->next;
        mem_free(meter->closings);
        meter->closings = next;
    }
    (void)pthread_mutex_destroy(&meter->lock);
    mem_free(meter);
}
