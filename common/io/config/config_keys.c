/* config_keys.c: what can be configured: every key with its type, range and default, every setting
 * of a provider, and the checks of their values. deploy/backfill.conf says what they are for. */
#include "io/config/config_private.h"

#include "core/choice.h"
#include "core/log.h"
#include "core/provider_table.h"
#include "core/text.h"

#include <string.h>

#define NUMBER(path_, field, min_, max_, fallback_)                                                \
    {                                                                                              \
        .path = (path_), .kind = CONFIG_NUMBER, .offset = offsetof(struct config, field),          \
        .min = (min_), .max = (max_), .fallback = (fallback_)                                      \
    }
#define TEXT_OF(kind_, path_, field, min_, max_, fallback_)                                        \
    {                                                                                              \
        .path = (path_), .kind = (kind_), .offset = offsetof(struct config, field), .min = (min_), \
        .max = (max_), .fallback = (fallback_)                                                     \
    }
#define CHOICE(path_, field, choices_, fallback_)                                                  \
    {                                                                                              \
        .path = (path_), .kind = CONFIG_CHOICE, .offset = offsetof(struct config, field),          \
        .fallback = (fallback_), .choices = (choices_)                                             \
    }

#define URL_MAX 4096
#define PATH_MAX_BYTES 1024
#define AMOUNT_MAX 1000000
#define DAYS_MAX 36500
#define TOKENS_MAX 1024     /* the head of a request has to hold one */
#define BROKER_NAME_MAX 127 /* AMQP allows 255, but headers of dead letters hold names, too */

static const struct config_key keys[] = {
    TEXT_OF(CONFIG_SECRET, "database.url", database_url, 1, URL_MAX, "postgresql:///backfill"),
    TEXT_OF(CONFIG_SECRET, "database.direct_url", database_direct_url, 0, URL_MAX, ""),
    NUMBER("database.pool_size", database_pool_size, 1, 200, "8"),
    NUMBER("database.statement_timeout_ms", database_statement_timeout_ms, 100, 3600000, "30000"),

    TEXT_OF(CONFIG_SECRET, "broker.url", broker_url, 1, URL_MAX,
            "amqp://guest:guest@localhost:5672/"),
    TEXT_OF(CONFIG_TEXT, "broker.ca_file", broker_ca_file, 0, PATH_MAX_BYTES, ""),
    NUMBER("broker.heartbeat_seconds", broker_heartbeat_seconds, 1, 3600, "10"),
    NUMBER("broker.timeout_ms", broker_timeout_ms, 100, 600000, "10000"),
    TEXT_OF(CONFIG_TEXT, "broker.exchange", broker_exchange, 1, BROKER_NAME_MAX, "backfill"),
    TEXT_OF(CONFIG_TEXT, "broker.dead_exchange", broker_dead_exchange, 1, BROKER_NAME_MAX,
            "backfill.dead"),
    TEXT_OF(CONFIG_TEXT, "broker.enriched_exchange", broker_enriched_exchange, 0, BROKER_NAME_MAX,
            ""),
    TEXT_OF(CONFIG_TEXT, "broker.backfill_queue", broker_backfill_queue, 1, BROKER_NAME_MAX,
            "BACKFILL_QUEUE"),
    TEXT_OF(CONFIG_TEXT, "broker.enrichment_queue", broker_enrichment_queue, 1, BROKER_NAME_MAX,
            "ENRICHMENT_QUEUE"),
    TEXT_OF(CONFIG_TEXT, "broker.backfill_dlq", broker_backfill_dlq, 1, BROKER_NAME_MAX,
            "BACKFILL_DLQ"),
    TEXT_OF(CONFIG_TEXT, "broker.enrichment_dlq", broker_enrichment_dlq, 1, BROKER_NAME_MAX,
            "ENRICHMENT_DLQ"),

    TEXT_OF(CONFIG_NAMES, "generators", generators, 1, 1024, "catalog"),
    TEXT_OF(CONFIG_NAMES, "resolvers", resolvers, 1, 1024, "catalog"),
    TEXT_OF(CONFIG_NAMES, "enrichers", enrichers, 1, 1024, "catalog"),
    TEXT_OF(CONFIG_TEXT, "contact", contact, 0, 255, ""),
    TEXT_OF(CONFIG_TEXT, "http_client.ca_file", http_client_ca_file, 0, PATH_MAX_BYTES, ""),
    TEXT_OF(CONFIG_SECRET, "http_client.proxy", http_client_proxy, 0, URL_MAX, ""),

    TEXT_OF(CONFIG_TEXT, "prompts_dir", prompts_dir, 0, PATH_MAX_BYTES, ""),
    TEXT_OF(CONFIG_AMOUNT, "budget.per_day", budget_per_day, 0, AMOUNT_MAX, "0"),
    TEXT_OF(CONFIG_AMOUNT, "budget.total", budget_total, 0, AMOUNT_MAX, "0"),

    NUMBER("schedule.after_days", schedule_after_days, 0, DAYS_MAX, "30"),
    NUMBER("schedule.http_batch_size", schedule_http_batch_size, 1, 5000, "50"),

    /* Far below the 30 minutes after which the broker gives up waiting for an acknowledgement. */
    NUMBER("month_deadline_seconds", month_deadline_seconds, 1, 1500, "600"),
    NUMBER("retry_max", retry_max, 1, 5, "5"),
    TEXT_OF(CONFIG_DELAYS, "retry_delays", retry_delays, 1, 256, "10s,1m,5m,20m"),
    NUMBER("crash_max", crash_max, 1, 100, "3"),
    NUMBER("suspect_rest_ms", suspect_rest_ms, 10, 3600000, "30000"),

    NUMBER("consumer.concurrency", consumer_concurrency, 1, 2000, "16"),
    CHOICE("consumer.queue", consumer_queue, "backfill|enrichment|backfill,enrichment", "backfill"),
    TEXT_OF(CONFIG_TEXT, "consumer.listen", consumer_listen, 0, 255, ""),
    NUMBER("enrichment.batch_size", enrichment_batch_size, 1, 900, "100"),
    NUMBER("enrichment.gather_ms", enrichment_gather_ms, 0, 60000, "200"),
    NUMBER("enrichment.share_percent", enrichment_share_percent, 0, 100, "30"),
    NUMBER("drain_seconds", drain_seconds, 0, 3600, "25"),

    NUMBER("janitor.sweep_ms", janitor_sweep_ms, 10, 60000, "500"),
    NUMBER("janitor.heartbeat_ms", janitor_heartbeat_ms, 10, 60000, "1000"),
    NUMBER("janitor.takeover_ms", janitor_takeover_ms, 20, 600000, "4000"),
    NUMBER("janitor.frozen_ms", janitor_frozen_ms, 20, 3600000, "60000"),
    NUMBER("janitor.grace_ms", janitor_grace_ms, 0, 600000, "10000"),
    NUMBER("janitor.announce_ms", janitor_announce_ms, 100, 86400000, "300000"),
    NUMBER("relay.poll_ms", relay_poll_ms, 10, 60000, "1000"),
    NUMBER("relay.retry_ms", relay_retry_ms, 1, 3600000, "1000"),
    NUMBER("reconnect_max_ms", reconnect_max_ms, 10, 60000, "2000"),

    NUMBER("retention.every_seconds", retention_every_seconds, 1, 86400, "600"),
    NUMBER("retention.answers_days", retention_answers_days, 0, DAYS_MAX, "90"),
    NUMBER("retention.attempts_days", retention_attempts_days, 0, DAYS_MAX, "1095"),
    NUMBER("retention.lookups_days", retention_lookups_days, 0, DAYS_MAX, "30"),
    NUMBER("retention.letters_days", retention_letters_days, 0, DAYS_MAX, "90"),
    NUMBER("retention.processes_days", retention_processes_days, 0, DAYS_MAX, "90"),
    NUMBER("retention.bookings_days", retention_bookings_days, 0, DAYS_MAX, "90"),
    NUMBER("retention.operations_days", retention_operations_days, 0, DAYS_MAX, "365"),
    NUMBER("retention.plans_days", retention_plans_days, 0, DAYS_MAX, "1"),
    NUMBER("retention.usage_days", retention_usage_days, 0, DAYS_MAX, "1095"),
    NUMBER("retention.alarms_days", retention_alarms_days, 0, DAYS_MAX, "365"),
    NUMBER("retention.provider_events_days", retention_provider_events_days, 0, DAYS_MAX, "365"),
    NUMBER("retention.requests_days", retention_requests_days, 0, DAYS_MAX, "7"),
    NUMBER("retention.enrichment_log_days", retention_enrichment_log_days, 0, DAYS_MAX, "365"),
    NUMBER("retention.edition_responses_days", retention_edition_responses_days, 0, DAYS_MAX, "90"),

    TEXT_OF(CONFIG_TEXT, "alert.command", alert_command, 0, URL_MAX, ""),
    TEXT_OF(CONFIG_SECRET, "alert.webhook", alert_webhook, 0, URL_MAX, ""),
    TEXT_OF(CONFIG_SECRET, "alert.heartbeat_url", alert_heartbeat_url, 0, URL_MAX, ""),
    CHOICE("alert.plain_http", alert_plain_http, "loopback|anywhere", "loopback"),
    TEXT_OF(CONFIG_TEXT, "alert.url", alert_url, 0, URL_MAX, ""),
    NUMBER("alert.for_seconds", alert_for_seconds, 0, 86400, "60"),
    NUMBER("alert.every_seconds", alert_every_seconds, 1, 3600, "30"),
    NUMBER("alert.remind_hours", alert_remind_hours, 0, 8760, "0"),
    NUMBER("alert.retry_seconds", alert_retry_seconds, 1, 600, "5"),
    NUMBER("alert.timeout_ms", alert_timeout_ms, 100, 60000, "10000"),

    TEXT_OF(CONFIG_TOKENS, "cron_secret", cron_secret, 0, TOKENS_MAX, ""),
    TEXT_OF(CONFIG_TOKENS, "http.read_token", http_read_token, 0, TOKENS_MAX, ""),
    TEXT_OF(CONFIG_TOKENS, "http.operator_token", http_operator_token, 0, TOKENS_MAX, ""),
    NUMBER("http.session_hours", http_session_hours, 1, 720, "12"),
    TEXT_OF(CONFIG_TEXT, "http.proxies", http_proxies, 0, 1024, "127.0.0.1,::1"),
    TEXT_OF(CONFIG_TEXT, "http.listen", http_listen, 1, 255, "127.0.0.1:8080"),
    TEXT_OF(CONFIG_TEXT, "http.hosts", http_hosts, 0, 1024, ""),
    NUMBER("http.workers", http_workers, 1, 32, "3"),
    NUMBER("http.request_seconds", http_request_seconds, 1, 300, "20"),
    NUMBER("http.body_bytes", http_body_bytes, 1024, 2097152, "262144"),

    CHOICE("log.level", log_level, LOG_LEVELS, "info"),
    CHOICE("log.format", log_format, LOG_FORMATS, "text"),
};

#define SETTING(name_, kind_, min_, max_, choices_)                                                \
    {                                                                                              \
        .path = #name_, .kind = (kind_), .offset = offsetof(struct config_provider, name_),        \
        .min = (min_), .max = (max_), .choices = (choices_)                                        \
    }

static const struct config_key settings[] = {
    SETTING(kind, CONFIG_PROVIDER_KIND, 0, 0, NULL),
    SETTING(base_url, CONFIG_TEXT, 1, URL_MAX, NULL),
    SETTING(model, CONFIG_TEXT, 1, 255, NULL),
    SETTING(rate_per_second, CONFIG_DECIMAL, 0, 10000, NULL),
    SETTING(daily_calls, CONFIG_NUMBER, 0, 1000000000, NULL),
    SETTING(buffer_calls, CONFIG_NUMBER, 0, 1000000000, NULL),
    SETTING(reset_zone, CONFIG_TEXT, 1, 63, NULL),
    SETTING(timeout_ms, CONFIG_NUMBER, 100, 600000, NULL),
    SETTING(max_tokens, CONFIG_NUMBER, 256, 65536, NULL),
    SETTING(price_in, CONFIG_AMOUNT, 0, AMOUNT_MAX, NULL),
    SETTING(price_out, CONFIG_AMOUNT, 0, AMOUNT_MAX, NULL),
    SETTING(price_call, CONFIG_AMOUNT, 0, AMOUNT_MAX, NULL),
    SETTING(prices, CONFIG_TEXT, 1, 4096, NULL),
    SETTING(key, CONFIG_SECRET, 1, URL_MAX, NULL),
    SETTING(allow_plain_http, CONFIG_CHOICE, 0, 0, "true|false"),
};

/* ---- finding ---- */

const struct config_key *config_key_at(size_t index)
{
    return index < ARRAY_LEN(keys) ? &keys[index] : config_alarm_key_at(index - ARRAY_LEN(keys));
}

const struct config_key *config_setting_at(size_t index)
{
    return index < ARRAY_LEN(settings) ? &settings[index] : NULL;
}

const struct config_key *config_key_find(const char *path)
{
    const struct config_key *key = NULL;
    for (size_t i = 0; (key = config_key_at(i)); i++) {
        if (strcmp(key->path, path) == 0)
            return key;
    }
    return NULL;
}

const struct config_key *config_setting_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        if (strcmp(settings[i].path, name) == 0)
            return &settings[i];
    }
    return NULL;
}

void config_variable(const char *path, char ret[static CONFIG_VARIABLE_BYTES])
{
    static const char prefix[] = "BACKFILL_";
    if (strlen(path) + sizeof prefix > CONFIG_VARIABLE_BYTES)
        UNREACHABLE("a key with too long a name");
    text_copy(ret, CONFIG_VARIABLE_BYTES, prefix);
    char *to = ret + strlen(prefix);
    for (; *path; path++) /* toupper() would depend on the locale */
        *to++ = (char)(*path == '.'                   ? '_'
                       : *path >= 'a' && *path <= 'z' ? *path - 'a' + 'A'
                                                      : *path);
    *to = '\0';
}

/* ---- checking ---- */

static bool check_text(const struct config_key *key, const char *value, const char *origin,
                       struct error *err)
{
    const size_t bytes = strlen(value);
    if (bytes == 0 && key->min > 0)
        return error_set(err, ERROR_CONFIG, 0, "%s: is empty", origin);
    if (bytes > (size_t)key->max)
        return error_set(err, ERROR_CONFIG, 0, "%s: is longer than %lld bytes", origin,
                         (long long)key->max);
    bool printable = text_is_utf8(value, bytes);
    for (size_t i = 0; i < bytes; i++)
        printable = printable && (unsigned char)value[i] >= 0x20 && value[i] != 0x7f;
    if (!printable)
        return error_set(err, ERROR_CONFIG, 0, "%s: is not UTF-8, or has a control character",
                         origin);
    return true;
}

static bool check_number(const struct config_key *key, const char *value, const char *origin,
                         struct error *err)
{
    int64_t number = 0;
    if (text_to_int(value, key->min, key->max, &number))
        return true;
    return error_set(err, ERROR_CONFIG, 0, "%s: '%.100s' is not a whole number from %lld to %lld",
                     origin, value, (long long)key->min, (long long)key->max);
}

static bool check_limit(const struct config_key *key, const char *value, const char *origin,
                        struct error *err)
{
    int64_t number = 0;
    if (strcmp(value, "off") == 0 || text_to_int(value, key->min, key->max, &number))
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "%s: '%.100s' is neither a whole number from %lld to %lld nor off", origin,
                     value, (long long)key->min, (long long)key->max);
}

static bool check_decimal(const struct config_key *key, const char *value, const char *origin,
                          struct error *err)
{
    double number = 0;
    if (text_to_double(value, 0, (double)key->max, &number) && number > 0)
        return true;
    return error_set(err, ERROR_CONFIG, 0, "%s: '%.100s' is not a number above 0, at most %lld",
                     origin, value, (long long)key->max);
}

static bool check_amount(const struct config_key *key, const char *value, const char *origin,
                         struct error *err)
{
    double number = 0;
    const char *point = strchr(value, '.');
    if (text_to_double(value, 0, (double)key->max, &number) && (!point || strlen(point) <= 7))
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "%s: '%.100s' is not an amount from 0 to %lld with at most 6 decimals", origin,
                     value, (long long)key->max);
}

bool config_choice(const struct config_key *key, const char *value,
                   char ret[static CONFIG_CHOICE_BYTES])
{
    const char *choice = NULL;
    size_t bytes = 0;
    if (!choice_find(key->choices, value, &choice, &bytes) || bytes >= CONFIG_CHOICE_BYTES)
        return false;
    memcpy(ret, choice, bytes);
    ret[bytes] = '\0';
    return true;
}

static bool check_choice(const struct config_key *key, const char *value, const char *origin,
                         struct error *err)
{
    char choice[CONFIG_CHOICE_BYTES];
    CLEANUP(text_done) struct text choices = {0};
    choice_add_list(&choices, key->choices);
    return config_choice(key, value, choice) ||
           error_set(err, ERROR_CONFIG, 0, "%s: '%.100s' is not possible here: choose %s", origin,
                     value, text_of(&choices));
}

static bool check_provider_kind(const char *value, const char *origin, struct error *err)
{
    CLEANUP(text_done) struct text kinds = {0}, choices = {0};
    const struct provider_defaults *row = NULL;
    if (provider_table_kind(value))
        return true;
    for (size_t i = 0; (row = provider_table_at(i)); i++)
        if (strcmp(row->name, row->kind) == 0)
            text_add_format(&kinds, "%s%s", kinds.count > 0 ? "|" : "", row->kind);
    choice_add_list(&choices, text_of(&kinds));
    return error_set(err, ERROR_CONFIG, 0, "%s: '%.100s' is not possible here: choose %s", origin,
                     value, text_of(&choices));
}

/* Copy the next word of a comma list, without blanks around it. Returns the list behind its comma;
 * NULL: it was the last. */
static const char *next_word(const char *list, char *ret, size_t size)
{
    list += strspn(list, " ");
    const char *comma = strchr(list, ',');
    size_t length = comma ? (size_t)(comma - list) : strlen(list);
    while (length > 0 && list[length - 1] == ' ')
        length--;
    if (length >= size)
        length = size - 1; /* it is no duration, and the error shows its beginning */
    memcpy(ret, list, length);
    ret[length] = '\0';
    return comma ? comma + 1 : NULL;
}

/* in  ret_ms  NULL: only check and count */
static bool read_durations(const char *list, int64_t *ret_ms, size_t max, size_t *ret_count,
                           struct error *err)
{
    char word[32];
    size_t count = 0;
    while (list) {
        int64_t ms = 0;
        list = next_word(list, word, sizeof word);
        if (!text_to_duration_ms(word, &ms))
            return error_set(err, ERROR_CONFIG, 0,
                             "'%s' is not a duration (such as 500ms, 10s, 5m)", word);
        if (count == max)
            return error_set(err, ERROR_CONFIG, 0, "has more than %zu durations", max);
        if (ret_ms)
            ret_ms[count] = ms;
        count++;
    }
    *ret_count = count;
    return true;
}

bool config_durations(const char *list, int64_t *ret_ms, size_t max, size_t *ret_count,
                      struct error *err)
{
    size_t count = 0;
    if (!read_durations(list, NULL, max, &count, err))
        return false;
    return read_durations(list, ret_ms, max, ret_count, err);
}

static bool check_delays(const char *value, const char *origin, struct error *err)
{
    int64_t delays[32];
    size_t count = 0;
    if (config_durations(value, delays, ARRAY_LEN(delays), &count, err))
        return true;
    return error_wrap(err, "%s", origin);
}

bool config_value_check(const struct config_key *key, const char *value, const char *origin,
                        struct error *err)
{
    switch (key->kind) {
    case CONFIG_NUMBER:
        return check_number(key, value, origin, err);
    case CONFIG_LIMIT:
        return check_limit(key, value, origin, err);
    case CONFIG_DECIMAL:
        return check_decimal(key, value, origin, err);
    case CONFIG_AMOUNT:
        return check_amount(key, value, origin, err);
    case CONFIG_CHOICE:
        return check_choice(key, value, origin, err);
    case CONFIG_PROVIDER_KIND:
        return check_provider_kind(value, origin, err);
    case CONFIG_DELAYS:
        return check_text(key, value, origin, err) && check_delays(value, origin, err);
    case CONFIG_TEXT:
    case CONFIG_SECRET:
    case CONFIG_NAMES: /* config_check looks at the names when all providers are known */
        return check_text(key, value, origin, err);
    case CONFIG_TOKENS:
        return config_tokens_check(key, value, origin, err);
    }
    UNREACHABLE("config kind");
}
