/* claim_check.c: asks the database, before slots are reserved, whether months and ISBNs are still
 * this process's.
 *
 * As a rule the heartbeats say so (shared/lease.h). They do not after the process was frozen, nor
 * of a call that is repeated: its month was last seen before the first try, and may be
 * cancelled. */
#include "gate/claim_check.h"

#include "core/clock.h"
#include "sql.h"

bool claim_is_sure(const struct gate *gate, const struct ask *ask)
{
    return !ask->claim || lease_covers(gate->lease, ask->claim_seen_ms, clock_boot_ms());
}

/* The claims that are not sure; one may be named more than once. */
static bool list_unsure(struct gate *gate, const struct service *service, struct sql_array *ret)
{
    const int64_t now_ms = clock_monotonic_ms();
    const struct uuid *last = NULL;
    (void)pthread_mutex_lock(&gate->lock);
    for (const struct ask *ask = gate->queues[service->index].first; ask; ask = ask->next) {
        if (ask->not_before_ms > now_ms || claim_is_sure(gate, ask))
            continue;
        if (ask->claim != last)
            sql_array_add(ret, ask->claim->text);
        last = ask->claim;
    }
    (void)pthread_mutex_unlock(&gate->lock);
    return last != NULL;
}

static void end_lost(struct gate *gate, const struct service *service, const char *claim)
{
    struct error why = {0};
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *list = provider_queue_take_claim(&gate->queues[service->index], claim);
    (void)pthread_mutex_unlock(&gate->lock);
    (void)error_set(&why, ERROR_CLAIM_LOST, 0,
                    "%s is not asked: what it is asked about is not ours any more", service->name);
    call_batch_refuse(list, &why);
}

bool claims_check(struct gate *gate, const struct service *service, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array claims = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!list_unsure(gate, service, &claims))
        return true;
    const int64_t seen_ms = clock_boot_ms();
    if (!DATABASE_RUN(gate->db, &sql_claims_held, &rows, err, sql_text(sql_array_text(&claims))))
        return error_wrap(err, "confirming claims");
    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *claim = row_text(rows, i, CLAIMS_HELD_CLAIM_TOKEN);
        if (!row_bool(rows, i, CLAIMS_HELD_HELD)) {
            end_lost(gate, service, claim);
            continue;
        }
        (void)pthread_mutex_lock(&gate->lock);
        provider_queue_see_claim(&gate->queues[service->index], claim, seen_ms);
        (void)pthread_mutex_unlock(&gate->lock);
    }
    return true;
}
