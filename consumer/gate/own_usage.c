/* own_usage.c: one call an hour, whose answer is stored beside our own count. */
#include "gate/own_usage.h"

#include "core/clock.h"
#include "core/log.h"
#include "sql.h"

#define LOOK_MS 60000 /* the database decides, for the whole fleet, whether the hour is over */

void own_usage_init(struct own_usage *own)
{
    *own = (struct own_usage){.next_ms = 0};
    call_batch_init(&own->batch);
}

void own_usage_done(struct own_usage *own)
{
    http_call_done(&own->ask.call);
    call_batch_done(&own->batch);
}

static bool store(const struct service *service, const struct reported_usage *figures,
                  struct database *db, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_provider_own_store, &rows, err, sql_text(service->name),
                      sql_int(figures->spent), sql_int_or_null(figures->limit, figures->limit >= 0),
                      sql_text(service->zone)))
        return false;
    LOG(LOG_INFO, "own_figures", log_str("provider", service->name),
        log_int("spent", figures->spent), log_int("limit", figures->limit),
        log_int("drift", rows_count(rows) > 0 ? row_int(rows, 0, PROVIDER_OWN_STORE_DRIFT) : 0));
    if (figures->limit >= 0 && figures->limit < service->daily_calls)
        LOG(LOG_WARNING, "daily_calls_too_high", log_str("provider", service->name),
            log_int("daily_calls", service->daily_calls), log_int("own_limit", figures->limit));
    return true;
}

/* The call has ended, in whatever way. */
static bool finish(struct own_usage *own, struct gate *gate, struct database *db, struct error *err)
{
    struct ask *ask = &own->ask;
    const struct service *service = ask->service;
    const struct http_call *call = &ask->call;
    struct reported_usage figures = {.limit = -1};
    struct error why = ask->error.class != ERROR_NONE ? ask->error : call->error;
    const struct provider_settings settings = service_settings_sent(service, call->secret);
    bool ok = call->answered && service->kind->read_own(&settings, &call->response, &figures, &why);
    const struct outcome outcome = {.name = ok ? "ok" : error_class_name(why.class),
                                    .why = ok ? NULL : why.message};
    gate_record(gate, ask, &outcome);
    if (!ok)
        LOG(LOG_WARNING, "own_figures_unknown", log_str("provider", service->name),
            log_error_class(&why), log_error_message(&why));
    ok = !ok || store(service, &figures, db, err);
    http_call_done(&ask->call);
    own->under_way = false;
    return ok;
}

static bool begin(struct own_usage *own, struct gate *gate, const struct service *service,
                  struct database *db, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct error why = {0};
    if (!DATABASE_RUN(db, &sql_provider_own_due, &rows, err, sql_text(service->name)))
        return false;
    own->next_ms = clock_monotonic_ms() + LOOK_MS;
    if (rows_count(rows) == 0)
        return true;
    own->ask = (struct ask){
        .service = service, .batch = &own->batch, .units = 1, .deadline_ms = own->next_ms};
    const struct provider_settings settings = service_settings(service);
    own->ask.call.secret = settings.key;
    if (!service->kind->build_own(&settings, &own->ask.call.request, &why)) {
        LOG(LOG_WARNING, "own_figures_unknown", log_str("provider", service->name),
            log_error_class(&why), log_error_message(&why));
        http_call_done(&own->ask.call);
        return true;
    }
    service_prepare_call(service, &own->ask.call);
    own->under_way = true;
    gate_submit(gate, &own->ask);
    return true;
}

bool own_usage_turn(struct own_usage *own, struct gate *gate, const struct service *service,
                    struct database *db, struct error *err)
{
    if (own->under_way)
        return !call_batch_take(&own->batch, /* wait_ms= */ 0) || finish(own, gate, db, err);
    if (!service->kind->build_own || clock_monotonic_ms() < own->next_ms)
        return true;
    return begin(own, gate, service, db, err);
}
