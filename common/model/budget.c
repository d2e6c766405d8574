/* budget.c: a limit of money and no prices would look like a guard and be none: every call would
 * count as nothing. So that is refused at the start. */
#include "model/budget.h"

#include "core/amount.h"
#include "core/log.h"
#include "model/provider_limits.h"
#include "sql.h"

static bool is_limit(const char *amount)
{
    int64_t limit = 0;
    return amount_parse(amount, &limit) && limit > 0;
}

struct sql_param budget_param(const char *amount)
{
    return is_limit(amount) ? sql_text(amount) : sql_null();
}

static bool refuse(const struct provider_limits *limits, const char *limited_by, struct error *err)
{
    if (!limits->model)
        return error_set(err, ERROR_CONFIG, 0,
                         "%s limits what calls cost, and provider '%s' has no price: set "
                         "providers.%s.model and its price",
                         limited_by, limits->name, limits->name);
    return error_set(err, ERROR_CONFIG, 0,
                     "%s limits what calls cost, and %s of provider '%s' has no price: write "
                     "providers.%s.prices = \"%s=IN/OUT\", amounts for a million tokens asked and "
                     "answered (0/0 if it is free)",
                     limited_by, limits->model, limits->name, limits->name, limits->model);
}

bool budget_check(const struct config *config, const char *names, const char *other,
                  struct error *err)
{
    const char *limited_by = is_limit(config->budget_per_day) ? "budget.per_day"
                             : is_limit(config->budget_total) ? "budget.total"
                                                              : other;
    char name[32] = "";
    while (limited_by && (names = provider_name_next(names, name))) {
        struct provider_limits limits = {.name = NULL};
        const struct config_provider *provider = config_provider(config, name);
        if (!provider || !provider->kind)
            continue; /* config_check says so */
        if (!provider_limits_read(provider, config->contact, &limits, err))
            return false;
        if (!limits.price.known)
            return refuse(&limits, limited_by, err);
    }
    return true;
}

bool budget_check_all(struct database *db, const struct config *config, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(text_done) struct text order = {0};
    if (!DATABASE_RUN0(db, &sql_budget_first_order, &rows, err))
        return false;
    const bool limited = !row_is_null(rows, 0, BUDGET_FIRST_ORDER_ORDER_ID);
    text_add_format(&order, "the budget of order %lld",
                    (long long)row_int(rows, 0, BUDGET_FIRST_ORDER_ORDER_ID));
    return budget_check(config, config->generators, limited ? text_of(&order) : NULL, err);
}

bool budget_wake(struct database *db, const struct config *config, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_budget_wake, &rows, err, budget_param(config->budget_per_day),
                      budget_param(config->budget_total)))
        return false;
    const int64_t months = row_int(rows, 0, BUDGET_WAKE_MONTHS);
    if (months > 0)
        LOG(LOG_INFO, "budget_raised", log_int("months_due", months));
    return true;
}
