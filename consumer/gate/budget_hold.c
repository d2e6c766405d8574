/* budget_hold.c: asks the database, before slots are reserved, which budgets are spent. Only the
 * money that is written down counts, so the gate writes what its own calls have cost before. */
#include "gate/budget_hold.h"

#include "core/log.h"
#include "model/budget.h"
#include "sql.h"

/* The orders whose months wait for the service; one may be named more than once. */
static bool list_orders(struct gate *gate, const struct service *service, struct sql_array *ret)
{
    int64_t last = 0;
    (void)pthread_mutex_lock(&gate->lock);
    for (const struct ask *ask = gate->queues[service->index].first; ask; ask = ask->next) {
        if (ask->order_id != 0 && ask->order_id != last)
            sql_array_add_int(ret, ask->order_id);
        last = ask->order_id ? ask->order_id : last;
    }
    (void)pthread_mutex_unlock(&gate->lock);
    return last != 0;
}

/* in  order  NULL: the limit is of everything */
static struct ask *take(struct gate *gate, const struct service *service, const int64_t *order)
{
    struct provider_queue *queue = &gate->queues[service->index];
    (void)pthread_mutex_lock(&gate->lock);
    struct ask *list =
        order ? provider_queue_take_order(queue, *order) : provider_queue_take(queue, NULL);
    (void)pthread_mutex_unlock(&gate->lock);
    return list;
}

/* What a month waits for outlives its calls: a name of the configuration's, or its claim's. */
static const char *name_of(const struct ask *ask, const char *said)
{
    static const char *const names[] = {"budget.per_day", "budget.total"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (text_equal(said, names[i]))
            return names[i];
    return ask->order_name;
}

static void refuse(struct gate *gate, const struct service *service, const struct rows *rows,
                   size_t row)
{
    const int64_t order = row_int(rows, row, BUDGET_HOLDS_ORDER_ID);
    const bool is_of_order = !row_is_null(rows, row, BUDGET_HOLDS_ORDER_ID);
    struct error why = {0};
    struct ask *list = take(gate, service, is_of_order ? &order : NULL);
    (void)error_set(&why, ERROR_QUOTA, 0, "%s", row_text(rows, row, BUDGET_HOLDS_WHY));
    why.retry_after_ms = row_int(rows, row, BUDGET_HOLDS_CLOSED_MS);
    for (struct ask *ask = list; ask; ask = ask->next)
        ask->waits_for = name_of(ask, row_text(rows, row, BUDGET_HOLDS_WAITS_FOR));
    call_batch_refuse(list, &why);
}

bool budget_hold(struct gate *gate, const struct service *service, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array orders = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!service_costs(service))
        return true;
    const struct sql_param per_day = budget_param(gate->config->budget_per_day);
    const struct sql_param total = budget_param(gate->config->budget_total);
    if (!list_orders(gate, service, &orders) && !per_day.text && !total.text)
        return true;
    if (!DATABASE_RUN(gate->db, &sql_budget_holds, &rows, err, per_day, total,
                      sql_text(sql_array_text(&orders))))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        refuse(gate, service, rows, i);
    return true;
}
