/* alarm_limits.c: the configuration as the parameter of alarms_now(). Nothing is judged here. */
#include "model/alarm_limits.h"

#include "core/json_write.h"
#include "model/budget.h"
#include "model/provider_limits.h"

static void add_providers(struct text *out, const struct config *config, const char *role,
                          const char *list)
{
    char name[32] = "";
    while ((list = provider_name_next(list, name))) {
        struct provider_limits limits = {.name = NULL};
        struct error ignored = {0}; /* check says in another line what is wrong with it */
        const struct config_provider *provider = config_provider(config, name);
        if (!provider || !provider_limits_read(provider, config->contact, &limits, &ignored) ||
            limits.local)
            continue;
        json_write_open(out, NULL, '{');
        json_write_text(out, "name", limits.name);
        json_write_text(out, "role", role);
        json_write_text(out, "zone", limits.zone);
        if (limits.daily_calls > 0)
            json_write_int(out, "daily", limits.daily_calls);
        json_write_close(out, '}');
    }
}

static void add_budget(struct text *out, const char *key, const char *amount)
{
    double limit = 0;
    if (text_to_double(amount, 0, 1e12, &limit) && limit > 0)
        json_write_raw(out, key, amount);
}

void alarm_limits(const struct config *config, const struct alarm_depths *depths, struct text *ret)
{
    CLEANUP(text_done) struct text unpriced = {0};
    text_clear(ret);
    budget_unpriced(config, &unpriced);
    json_write_open(ret, NULL, '{');
    config_alarm_json(ret, config);
    add_budget(ret, "budget_per_day", config->budget_per_day);
    add_budget(ret, "budget_total", config->budget_total);
    if (unpriced.count > 0)
        json_write_text(ret, "unpriced", text_of(&unpriced));
    if (depths->queue >= 0)
        json_write_int(ret, "queue_depth", depths->queue);
    if (depths->letters >= 0)
        json_write_int(ret, "letters_on_broker", depths->letters);
    json_write_open(ret, "providers", '[');
    add_providers(ret, config, "generator", config->generators);
    add_providers(ret, config, "resolver", config->resolvers);
    json_write_close(ret, ']');
    json_write_close(ret, '}');
}
