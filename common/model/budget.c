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

/* in  class  CONFIG, or USAGE where who asks has just set the limit, and can do without */
static bool refuse(const struct provider_limits *limits, const char *limited_by,
                   enum error_class class, struct error *err)
{
    if (!limits->model)
        return error_set(err, class, 0,
                         "%s limits what calls cost, and provider '%s' has no price: set "
                         "providers.%s.model and its price",
                         limited_by, limits->name, limits->name);
    return error_set(err, class, 0,
                     "%s limits what calls cost, and %s of provider '%s' has no price: write "
                     "providers.%s.prices = \"%s=IN/OUT\", amounts for a million tokens asked and "
                     "answered (0/0 if it is free)",
                     limited_by, limits->model, limits->name, limits->name, limits->model);
}

/* The next generator of a list whose settings are right.
 * out  false: there is none, or err: the settings of one are wrong */
static bool next_generator(const struct config *config, const char **names,
                           struct provider_limits *ret, struct error *err)
{
    char name[32] = "";
    while ((*names = provider_name_next(*names, name))) {
        const struct config_provider *provider = config_provider(config, name);
        if (provider && provider->kind) /* else config_check says so */
            return provider_limits_read(provider, config->contact, ret, err);
    }
    return false;
}

void budget_unpriced(const struct config *config, struct text *ret)
{
    struct provider_limits limits = {.name = NULL};
    struct error ignored = {0}; /* who asks these providers is told */
    for (const char *names = config->generators; next_generator(config, &names, &limits, &ignored);)
        if (!limits.price.known)
            text_add_format(ret, "%s%.100s of %s", ret->count > 0 ? ", " : "",
                            limits.model ? limits.model : "the model", limits.name);
}

/* in  class  of what is refused because a price is missing */
static bool check(const struct config *config, const char *names, const char *other,
                  enum error_class class, struct error *err)
{
    const char *limited_by = is_limit(config->budget_per_day) ? "budget.per_day"
                             : is_limit(config->budget_total) ? "budget.total"
                                                              : other;
    struct provider_limits limits = {.name = NULL};
    struct error wrong = {0};
    while (limited_by && next_generator(config, &names, &limits, &wrong))
        if (!limits.price.known)
            return refuse(&limits, limited_by, class, err);
    if (wrong.class == ERROR_NONE)
        return true;
    *err = wrong;
    return false;
}

bool budget_check(const struct config *config, const char *names, const char *other,
                  struct error *err)
{
    return check(config, names, other, ERROR_CONFIG, err);
}

bool budget_check_wanted(const struct config *config, const char *what, struct error *err)
{
    return check(config, config->generators, what, ERROR_USAGE, err);
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
