/* poison.c: dead letters of messages that can never be processed. */
#include "intake/poison.h"

#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "io/metrics.h"
#include "sql.h"

static void add_header(struct text *json, const char *key, const char *value)
{
    text_add(json, json->count ? "," : "{");
    text_add_json(json, key);
    text_add(json, ":");
    text_add_json(json, value);
}

/* What a person wants to know first, then the message's own headers. */
static void write_headers(const struct delivery *delivery, const char *worker, struct text *json)
{
    char now[21];
    clock_utc_text(clock_utc_ms(), now);
    add_header(json, "backfill-letter-id", uuid_new().text);
    add_header(json, "backfill-reason", "poison");
    add_header(json, "backfill-error-class", error_class_name(ERROR_POISON));
    add_header(json, "backfill-error", delivery->why.message);
    add_header(json, "backfill-attempts", "1");
    add_header(json, "backfill-worker", worker);
    add_header(json, "backfill-first-at", now);
    add_header(json, "backfill-last-at", now);
    for (size_t i = 0; i < delivery->message->header_count; i++) {
        const struct broker_header *header = &delivery->message->headers[i];
        if (strncmp(header->key, "backfill-", 9) != 0 && strncmp(header->key, "x-", 2) != 0 &&
            json->count < 32768)
            add_header(json, header->key, header->value);
    }
    text_add(json, "}");
}

/* A property as the database can keep it: valid UTF-8, or nothing. */
static const char *kept(const char *property)
{
    return property && text_is_utf8(property, strlen(property)) ? property : NULL;
}

bool poison_store(struct consumer *consumer, const struct delivery *delivery, const char *worker,
                  struct error *err)
{
    const struct broker_message *message = delivery->message;
    CLEANUP(text_done) struct text headers = {0};
    write_headers(delivery, worker, &headers);
    metrics_add(METRIC_POISON, 1);
    LOG(LOG_WARNING, "poison_message", log_str("message_id", kept(message->message_id)),
        log_int("bytes", (int64_t)message->body_bytes), log_error_message(&delivery->why));
    return POOL_RUN(consumer->pool, &sql_poison_store, NULL, err, sql_text("backfill_dead"),
                    sql_text(kept(message->type)), sql_text(kept(message->message_id)),
                    sql_text(kept(message->correlation_id)), sql_text(kept(message->content_type)),
                    sql_text(text_of(&headers)), sql_bytes(message->body, message->body_bytes));
}
