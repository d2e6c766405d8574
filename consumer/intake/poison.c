/* poison.c: dead letters of messages that can never be processed. */
#include "intake/poison.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/json_write.h"
#include "core/log.h"
#include "io/metrics.h"
#include "model/dead_letter.h"
#include "sql.h"

#define HEADERS_BYTES 32768 /* no more of them are kept */

/* The message's own headers, and how long its body was where that was not kept. The function
 * dead_letter_headers() of the database adds those of the dead letter. */
static void write_own_headers(const struct broker_message *message, struct text *json)
{
    char bytes[24];
    json_write_open(json, NULL, '{');
    if (message->oversized) {
        (void)snprintf(bytes, sizeof(bytes), "%llu", (unsigned long long)message->body_bytes);
        json_write_text(json, DEAD_LETTER_BODY_BYTES, bytes);
    }
    for (size_t i = 0; i < message->header_count && json->count < HEADERS_BYTES; i++) {
        const struct broker_header *header = &message->headers[i];
        if (strncmp(header->key, "backfill-", 9) == 0 || strncmp(header->key, "x-", 2) == 0)
            continue;
        json_write_text(json, header->key, header->value);
    }
    json_write_close(json, '}');
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
    CLEANUP(text_done) struct text error = {0};
    const struct uuid letter_id = uuid_new();
    char now[21];
    clock_utc_text(clock_utc_ms(), now);
    write_own_headers(message, &headers);
    json_write_text(&error, NULL, delivery->why.message); /* it may hold bytes that are no UTF-8 */
    metrics_add(METRIC_POISON, 1);
    LOG(LOG_WARNING, "poison_message", log_str("message_id", kept(message->message_id)),
        log_int("bytes", (int64_t)message->body_bytes), log_error_message(&delivery->why));
    return POOL_RUN_WITHIN(consumer->pool, DATABASE_POOL_PATIENCE_MS, &sql_poison_store, NULL, err,
                           sql_text(kept(message->type)), sql_text(kept(message->message_id)),
                           sql_text(kept(message->correlation_id)),
                           sql_text(kept(message->content_type)), sql_text(text_of(&headers)),
                           sql_bytes(message->body, message->oversized ? 0 : message->body_bytes),
                           sql_text(letter_id.text), sql_text(error_class_name(ERROR_POISON)),
                           sql_text(text_of(&error)), sql_text(worker), sql_text(now),
                           sql_text(delivery->dead_letters));
}
