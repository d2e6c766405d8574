/* config_alarm.c: the keys of alarms: above which value each warns, and above which it is critical.
 * What is measured stands in the functions alarms_of_...() of the database, which get these limits
 * as JSON, by their keys. */
#include "core/json_write.h"
#include "io/config/config_private.h"

#include <string.h>

#define PREFIX "alarm."
#define COUNT_MAX 1000000
#define MINUTES_MAX 525600 /* a year */

#define ALARM(name_, field_, max_, warning_, critical_)                                            \
    {.path = PREFIX name_ "_warning",                                                              \
     .kind = CONFIG_LIMIT,                                                                         \
     .offset = offsetof(struct config, alarm.field_.warning),                                      \
     .max = (max_),                                                                                \
     .fallback = (warning_)},                                                                      \
    {                                                                                              \
        .path = PREFIX name_ "_critical", .kind = CONFIG_LIMIT,                                    \
        .offset = offsetof(struct config, alarm.field_.critical), .max = (max_),                   \
        .fallback = (critical_)                                                                    \
    }
#define NUMBER(name_, field_, min_, max_, fallback_)                                               \
    {                                                                                              \
        .path = PREFIX name_, .kind = CONFIG_NUMBER,                                               \
        .offset = offsetof(struct config, alarm.field_), .min = (min_), .max = (max_),             \
        .fallback = (fallback_)                                                                    \
    }

static const struct config_key keys[] = {
    NUMBER("window_hours", window_hours, 1, 8760, "24"),
    NUMBER("resolution_target", resolution_target, 0, 100, "70"),
    NUMBER("resolution_target_recent", resolution_target_recent, 0, 100, "90"),
    NUMBER("recent_years", recent_years, 0, 200, "5"),
    NUMBER("unusual_neighbours", unusual_neighbours, 3, 24, "8"),

    ALARM("resolution_low", resolution_low, 100, "60", "30"),
    ALARM("months_failed", months_failed, COUNT_MAX, "5", "off"),
    ALARM("months_partial", months_partial, COUNT_MAX, "0", "off"),
    ALARM("month_long_processing", month_long_processing, MINUTES_MAX, "60", "180"),
    ALARM("month_unusual", month_unusual, 1000, "8", "off"),
    ALARM("months_orphaned", months_orphaned, COUNT_MAX, "off", "0"),
    ALARM("no_consumer", no_consumer, MINUTES_MAX, "1", "10"),
    ALARM("nothing_consumed", nothing_consumed, MINUTES_MAX, "15", "60"),
    ALARM("retries_overdue", retries_overdue, MINUTES_MAX, "15", "60"),
    ALARM("process_ended", process_ended, COUNT_MAX, "0", "off"),
    ALARM("fleet_paused", fleet_paused, MINUTES_MAX, "0", "1440"),
    ALARM("outbox_old", outbox_old, MINUTES_MAX, "5", "30"),
    ALARM("outbox_refused", outbox_refused, COUNT_MAX, "0", "off"),
    ALARM("isbns_waiting", isbns_waiting, MINUTES_MAX, "1440", "10080"),
    ALARM("nothing_enriched", nothing_enriched, MINUTES_MAX, "30", "360"),
    ALARM("dead_letters", dead_letters, COUNT_MAX, "0", "off"),
    ALARM("group_returned", group_returned, COUNT_MAX, "0", "off"),
    ALARM("provider_closed", provider_closed, MINUTES_MAX, "0", "60"),
    ALARM("quota_high", quota_high, 1000, "80", "off"),
    ALARM("budget_near", budget_near, 1000, "80", "off"),
    ALARM("budget_spent", budget_spent, COUNT_MAX, "off", "0"),
    ALARM("budget_unpriced", budget_unpriced, COUNT_MAX, "off", "0"),
    ALARM("alert_failing", alert_failing, COUNT_MAX, "0", "off"),
};

const struct config_key *config_alarm_key_at(size_t index)
{
    return index < ARRAY_LEN(keys) ? &keys[index] : NULL;
}

/* The two limits of an alarm stand one behind the other. Of the share of ISBNs the lower is the
 * worse. */
static bool check_pair(const struct config *config, const struct config_key *warning,
                       const struct config_key *critical, struct error *err)
{
    const int64_t warns = *(const int64_t *)(const void *)((const char *)config + warning->offset);
    const int64_t is_critical =
        *(const int64_t *)(const void *)((const char *)config + critical->offset);
    const bool falls = warning->offset == offsetof(struct config, alarm.resolution_low.warning);
    if (warns == CONFIG_LIMIT_OFF || is_critical == CONFIG_LIMIT_OFF ||
        (falls ? warns >= is_critical : warns <= is_critical))
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "%s: %lld is %s %s, which is %lld: what is critical is worse than what warns "
                     "('off' takes a limit away)",
                     warning->path, (long long)warns, falls ? "below" : "above", critical->path,
                     (long long)is_critical);
}

bool config_alarm_check(const struct config *config, struct error *err)
{
    for (size_t i = 0; i + 1 < ARRAY_LEN(keys); i++)
        if (keys[i].kind == CONFIG_LIMIT &&
            keys[i + 1].offset == keys[i].offset + sizeof(int64_t)) {
            if (!check_pair(config, &keys[i], &keys[i + 1], err))
                return false;
            i++;
        }
    return true;
}

void config_alarm_json(struct text *out, const struct config *config)
{
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const char *name = keys[i].path + strlen(PREFIX);
        const int64_t *value = (const void *)((const char *)config + keys[i].offset);
        if (*value == CONFIG_LIMIT_OFF)
            json_write_raw(out, name, NULL);
        else
            json_write_int(out, name, *value);
    }
}
