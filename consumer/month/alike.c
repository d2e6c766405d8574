/* alike.c: closes providers that fail every month in the same way.
 *
 * A charge counts against one month, and after some of them the month is failed: right for a month
 * that cannot be done, wrong where all fail. The count is the fleet's, in provider_state. */
#include "month/alike.h"

#include "core/log.h"
#include "model/month_log.h"
#include "sql.h"

#define TRANSIENT_REST_MS (600 * (int64_t)1000) /* as long as failures in a row close it at most */

/* How a month's calls of one provider ended. */
struct ended {
    const struct service *service;
    struct error why; /* class NONE: it answered */
};

/* Would this failure be charged to the month? */
static bool is_charged(const struct error *why)
{
    return why->class == ERROR_TRANSIENT || why->class == ERROR_MALFORMED ||
           why->class == ERROR_REQUEST;
}

static void close_provider(const struct attempt *attempt, struct ended *item, int64_t months)
{
    struct error *why = &item->why;
    const bool transient = why->class == ERROR_TRANSIENT;
    (void)error_wrap(why, "%lld months in a row failed alike", (long long)months);
    why->class = transient ? ERROR_RATE_LIMITED : ERROR_CONFIG;
    why->retry_after_ms = transient ? TRANSIENT_REST_MS : 0;
    LOG(LOG_ERROR, "months_fail_alike", log_str("provider", item->service->name),
        log_int("months", months), log_error_message(why));
    ask_close_provider(attempt->consumer->gate, item->service, why);
}

static void add_item(const struct ended *item, struct alike_arrays *to)
{
    CLEANUP(text_done) struct text failure = {0};
    text_add_format(&failure, "%s: %s", error_class_name(item->why.class), item->why.message);
    sql_array_add(to->providers, item->service->name);
    sql_array_add(to->failures, item->why.class == ERROR_NONE ? NULL : text_of(&failure));
}

/* in  items  their errors change where the provider is closed */
static bool note(const struct attempt *attempt, struct ended *items, size_t count,
                 struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array providers = {0};
    CLEANUP(sql_array_done) struct sql_array failures = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct alike_arrays arrays = {.providers = &providers, .failures = &failures};
    for (size_t i = 0; i < count; i++)
        add_item(&items[i], &arrays);
    if (count == 0)
        return true;
    if (!month_log_alike(attempt->consumer->pool, &attempt->claim, &arrays, &rows, err))
        return false;
    for (size_t row = 0; row < rows_count(rows); row++) {
        const char *provider = row_text(rows, row, PROVIDER_ALIKE_PROVIDER);
        const int64_t months = row_int(rows, row, PROVIDER_ALIKE_MONTHS);
        for (size_t i = 0; i < count && months >= ALIKE_MONTHS; i++)
            if (is_charged(&items[i].why) && text_equal(items[i].service->name, provider))
                close_provider(attempt, &items[i], months);
    }
    return true;
}

bool alike_note_generators(const struct attempt *attempt, struct asks *asks, struct error *err)
{
    struct ended items[CONFIG_PROVIDERS_MAX];
    size_t of[CONFIG_PROVIDERS_MAX], count = 0;
    for (size_t i = 0; i < asks->count && count < ARRAY_LEN(items); i++) {
        const struct error *why = &asks->errors[i];
        const int status = asks->items[i].call.response.status;
        if (why->class != ERROR_NONE && !is_charged(why))
            continue;
        items[count] = (struct ended){.service = asks->items[i].service, .why = *why};
        if (why->class == ERROR_NONE && status != 200)
            (void)error_set(&items[count].why, ERROR_REQUEST, status, "declined by HTTP %d",
                            status);
        of[count++] = i;
    }
    if (!note(attempt, items, count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (items[i].why.class != ERROR_NONE && !is_charged(&items[i].why)) /* it was closed */
            asks->errors[of[i]] = items[i].why;
    return true;
}

bool alike_note_resolver(const struct attempt *attempt, const struct service *service,
                         struct asks *asks, struct error *err)
{
    struct ended item = {.service = service};
    for (size_t i = 0; i < asks->count; i++) {
        if (i > 0 && asks->errors[i].class != ERROR_NONE && asks->errors[i].class != item.why.class)
            return true; /* it fails in several ways, or could not be asked */
        if (i == 0 || asks->errors[i].class == ERROR_NONE)
            item.why = asks->errors[i];
        if (item.why.class == ERROR_NONE)
            break;
    }
    if (asks->count == 0 || (item.why.class != ERROR_NONE && !is_charged(&item.why)))
        return true;
    if (!note(attempt, &item, 1, err))
        return false;
    const bool closed = item.why.class != ERROR_NONE && !is_charged(&item.why);
    for (size_t i = 0; i < asks->count && closed; i++)
        asks->errors[i] = item.why; /* all of them had failed */
    return true;
}
