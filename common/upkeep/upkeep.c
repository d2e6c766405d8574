/* upkeep.c: the order in which a heartbeat's work is done. What costs the fleet most when it is
 * late comes first. */
#include "upkeep/upkeep.h"

#include "core/log.h"
#include "core/mem.h"
#include "upkeep/alerts.h"
#include "upkeep/operations.h"
#include "upkeep/orders.h"
#include "upkeep/provider_events.h"
#include "upkeep/retention.h"

struct upkeep {
    const struct upkeep_host *host;
    struct alerts *alerts;
    struct retention_state retention;
};

struct upkeep *upkeep_start(const struct upkeep_host *host)
{
    struct upkeep *upkeep = mem_new(1, sizeof(*upkeep));
    upkeep->host = host;
    upkeep->alerts = alerts_start(host);
    return upkeep;
}

/* The relay is told even where a later step fails, because what was written is committed. */
static bool write_what_is_due(const struct upkeep *upkeep, const struct process_told *told,
                              struct database *db, struct error *err)
{
    bool wrote = false;
    const bool done =
        (!told->operation_due || operations_advance(upkeep->host->config, db, &wrote, err)) &&
        (!told->order_due || orders_perform(db, &wrote, err));
    if (wrote)
        upkeep->host->wrote(upkeep->host->context);
    return done;
}

bool upkeep_turn(struct upkeep *upkeep, const struct process_told *told, struct database *db,
                 struct error *err)
{
    return write_what_is_due(upkeep, told, db, err) &&
           retention_prune(&upkeep->retention, upkeep->host->config, db, err) &&
           (!told->event_due || provider_events_log(db, err)) &&
           alerts_turn(upkeep->alerts, told, db, err);
}

/* What has happened since the last heartbeat. What cannot be said now is left to others. */
static void log_last_events(struct database *db)
{
    struct error err = {0};
    if (db && database_alive(db) && !provider_events_log(db, &err))
        LOG(LOG_DEBUG, "events_left", log_error_class(&err), log_error_message(&err));
}

void upkeep_stop(struct upkeep *upkeep, struct database *db)
{
    if (!upkeep)
        return;
    log_last_events(db);
    alerts_stop(upkeep->alerts, db);
    mem_free(upkeep);
}
