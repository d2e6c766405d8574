/* original_answer.c: the answers of the original's interface, each made of a command's document.
 * What that does not tell is null here. */
#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "core/month.h"
#include "serve/original.h"

#define TEXT_MAX 65536

/* ---- members ---- */

static void write_value(struct text *out, const char *key, const struct json *value)
{
    switch (json_type_of(value)) {
    case JSON_INT:
        json_write_int(out, key, json_int_of(value));
        return;
    case JSON_DOUBLE:
        json_write_double(out, key, json_double_of(value), 2);
        return;
    case JSON_BOOL:
        json_write_bool(out, key, json_bool_of(value));
        return;
    case JSON_STRING:
        json_write_text(out, key, json_string(value, TEXT_MAX));
        return;
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    json_write_raw(out, key, NULL);
}

static void copy(struct text *out, const char *key, const struct json *from, const char *name)
{
    write_value(out, key, json_member(from, name));
}

static int64_t number(const struct json *from, const char *name)
{
    return json_int_of(json_member(from, name));
}

static const char *word(const struct json *from, const char *name)
{
    const char *value = json_string(json_member(from, name), TEXT_MAX);
    return value ? value : "";
}

static bool given(const struct words *words, const char *wanted)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->items[i], wanted) == 0)
            return true;
    return false;
}

/* "2003-09" as two members. */
static void write_month(struct text *out, const char *name)
{
    struct month month = {0};
    if (!month_parse(name, &month))
        return;
    json_write_int(out, "year", month.year);
    json_write_int(out, "month", month.month);
}

/* ---- schedule-backfill ---- */

static void write_selected(struct text *out, const struct json *months, bool done)
{
    json_write_open(out, "months", '[');
    for (size_t i = 0; i < json_count(months); i++) {
        const struct json *month = json_element(months, i);
        json_write_open(out, NULL, '{');
        write_month(out, word(month, "month"));
        json_write_text(out, "status", done ? "queued" : word(month, "previous_status"));
        if (json_member(month, "job_id"))
            copy(out, "job_id", month, "job_id");
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static void write_summary(struct text *out, const struct json *printed)
{
    const struct json *summary = json_member(printed, "execution_summary");
    const struct json *reasons = json_member(printed, "reasons");
    int64_t skipped = 0;
    for (size_t i = 0; i < json_count(reasons); i++)
        skipped += number(json_element(reasons, i), "months");
    json_write_open(out, "execution_summary", '{');
    json_write_int(out, "triggered", number(summary, "months_scheduled"));
    json_write_int(out, "skipped", skipped);
    json_write_int(out, "errors", 0); /* what fails is a status of its own, and nothing is done */
    json_write_int(out, "messages_waiting", number(summary, "messages_waiting"));
    json_write_close(out, '}');
}

static void write_totals(struct text *out, const struct json *totals)
{
    json_write_int(out, "total_pending", number(totals, "pending") + number(totals, "held"));
    json_write_int(out, "total_processing",
                   number(totals, "queued") + number(totals, "processing") +
                       number(totals, "retry"));
    json_write_int(out, "total_completed", number(totals, "completed"));
    json_write_int(out, "total_failed", number(totals, "failed"));
}

void original_shape_schedule(const struct json *printed, const struct words *words,
                             struct text *ret)
{
    const int64_t selected = number(printed, "months_selected");
    const bool only_said = json_bool_of(json_member(printed, "dry_run"));
    json_write_open(ret, NULL, '{');
    json_write_bool(ret, "dry_run", selected > 0 ? only_said : given(words, "--dry-run"));
    copy(ret, "batch_size", json_member(printed, "execution_summary"), "batch_size");
    json_write_int(ret, "months_selected", selected);
    write_selected(ret, json_member(printed, "months"), !only_said);
    write_totals(ret, json_member(printed, "totals"));
    write_summary(ret, printed);
    if (json_member(printed, "throttled"))
        copy(ret, "throttled", printed, "throttled");
    if (json_member(printed, "paused"))
        copy(ret, "paused", printed, "paused");
    if (json_member(printed, "reason"))
        copy(ret, "reason", printed, "reason");
    json_write_close(ret, '}');
}

/* ---- seed-backfill-queue ---- */

void original_shape_seed(const struct json *printed, const struct words *words, struct text *ret)
{
    (void)words;
    const long long added = (long long)number(printed, "months_new");
    char message[160];
    (void)snprintf(message, sizeof(message), "%lld new %s from %s to %s; %lld were there already",
                   added, added == 1 ? "month" : "months", word(printed, "from"),
                   word(printed, "to"), (long long)number(printed, "months_existing"));
    json_write_open(ret, NULL, '{');
    json_write_int(ret, "months_seeded", added);
    json_write_text(ret, "message", message);
    json_write_close(ret, '}');
}

/* ---- backfill-stats ---- */

static void write_recent(struct text *out, const struct json *months)
{
    static const char *const members[] = {
        "status",      "books_generated", "isbns_resolved", "isbns_queued",  "resolution_rate",
        "retry_count", "started_at",      "completed_at",   "error_message",
    };
    json_write_open(out, "recent_activity", '[');
    for (size_t i = 0; i < json_count(months); i++) {
        json_write_open(out, NULL, '{');
        write_month(out, word(json_element(months, i), "month"));
        for (size_t k = 0; k < ARRAY_LEN(members); k++)
            copy(out, members[k], json_element(months, i), members[k]);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

void original_shape_stats(const struct json *printed, const struct words *words, struct text *ret)
{
    static const char *const states[] = {"pending",   "queued", "processing", "retry",
                                         "completed", "failed", "held"};
    (void)words;
    json_write_open(ret, NULL, '{');
    copy(ret, "total_months", printed, "months");
    json_write_open(ret, "by_status", '{');
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        copy(ret, states[i], printed, states[i]);
    json_write_close(ret, '}');
    json_write_open(ret, "progress", '{');
    copy(ret, "total_books_generated", printed, "books_generated");
    copy(ret, "total_isbns_resolved", printed, "isbns_resolved");
    copy(ret, "overall_resolution_rate", printed, "resolution_rate");
    copy(ret, "total_isbns_queued", printed, "isbns_queued");
    json_write_close(ret, '}');
    write_recent(ret, json_member(printed, "recent"));
    json_write_close(ret, '}');
}

/* ---- quota/status ---- */

static double percent_of(const struct json *provider)
{
    return json_double_of(json_member(provider, "used_percent"));
}

/* The one that is spent first. NULL: nothing has a limit. */
static const struct json *tightest(const struct json *providers)
{
    const struct json *found = NULL;
    for (size_t i = 0; i < json_count(providers); i++) {
        const struct json *provider = json_element(providers, i);
        if (json_member(provider, "limit") && (!found || percent_of(provider) > percent_of(found)))
            found = provider;
    }
    return found;
}

/* A member that is null where the provider has no limit. */
static void write_limit(struct text *out, const char *key, const struct json *provider,
                        int64_t value)
{
    if (json_member(provider, "limit"))
        json_write_int(out, key, value);
    else
        json_write_raw(out, key, NULL);
}

static void write_quota(struct text *out, const struct json *provider)
{
    const int64_t limit = number(provider, "limit"), used = number(provider, "used");
    const struct json *left = json_member(provider, "left");
    const bool closed = strcmp(word(provider, "state"), "closed") == 0;
    copy(out, "provider", provider, "provider");
    write_limit(out, "daily_limit", provider, limit);
    write_limit(out, "safety_limit", provider, limit - number(provider, "buffer"));
    json_write_int(out, "used", used);
    write_limit(out, "remaining", provider, limit > used ? limit - used : 0);
    write_limit(out, "safety_remaining", provider, json_int_of(left));
    copy(out, "percentage_used", provider, "used_percent");
    copy(out, "reset_at", provider, "reset_at");
    json_write_bool(out, "can_make_calls", !closed && (!left || json_int_of(left) > 0));
}

void original_shape_quota(const struct json *printed, const struct words *words, struct text *ret)
{
    const struct json *providers = json_member(printed, "providers");
    (void)words;
    json_write_open(ret, NULL, '{');
    json_write_bool(ret, "success", true);
    json_write_open(ret, "data", '{');
    write_quota(ret, tightest(providers));
    json_write_open(ret, "providers", '[');
    for (size_t i = 0; i < json_count(providers); i++) {
        json_write_open(ret, NULL, '{');
        write_quota(ret, json_element(providers, i));
        json_write_close(ret, '}');
    }
    json_write_close(ret, ']');
    json_write_close(ret, '}');
    json_write_close(ret, '}');
}
