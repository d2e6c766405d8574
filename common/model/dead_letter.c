/* dead_letter.c: the collector. Each letter is stored as it arrives. A batch of letters is one
 * transaction, and is acknowledged when that is committed. What a letter tells is read in
 * dead_letter_read.c. */
#include "model/dead_letter.h"

#include <string.h>

#include "core/clock.h"
#include "core/json_write.h"
#include "core/mem.h"
#include "model/installation.h"
#include "model/topology.h"
#include "sql.h"

#define BATCH 100        /* letters of one transaction, and letters not acknowledged at most */
#define IDLE_MS 1000     /* how long to wait for letters that another collector may hold */
#define LAST_MS 50       /* how long to wait for one that arrives late */
#define PROPERTY_MAX 255 /* printable bytes of a short string */

struct collector {
    struct database *db;
    struct broker *broker;
    struct uuid installation;
    const char *queue;
    uint64_t tags[BATCH]; /* of letters that are stored and not acknowledged */
    size_t count;
    struct dead_letters_collected open; /* what this transaction has done so far */
    struct dead_letters_collected *total;
};

/* ---- storing ---- */

static void add_property(struct text *json, const char *key, const char *value)
{
    CLEANUP(text_done) struct text printable = {0};
    if (!value)
        return;
    text_add_printable(&printable, value, strlen(value), PROPERTY_MAX);
    json_write_text(json, key, text_of(&printable));
}

/* Write the headers, and beside them the properties that have no column, as a JSON object. */
static void write_archived_headers(const struct broker_message *message, struct text *ret)
{
    char time[21];
    json_write_open(ret, NULL, '{');
    for (size_t i = 0; i < message->header_count; i++)
        json_write_text(ret, message->headers[i].key, message->headers[i].value);
    add_property(ret, "amqp.content_type", message->content_type);
    add_property(ret, "amqp.content_encoding", message->content_encoding);
    add_property(ret, "amqp.correlation_id", message->correlation_id);
    add_property(ret, "amqp.app_id", message->app_id);
    if (message->timestamp_s > 0 && message->timestamp_s < INT64_C(253402300800)) { /* year 10000 */
        clock_utc_text(message->timestamp_s * 1000, time);
        json_write_text(ret, "amqp.timestamp", time);
    }
    json_write_close(ret, '}');
}

static struct sql_param text_or_null(const char *text)
{
    return text && *text ? sql_text(text) : sql_null();
}

static bool store(struct collector *collector, const struct broker_message *message,
                  struct error *err)
{
    struct dead_letter letter;
    CLEANUP(text_done) struct text headers = {0};
    CLEANUP(text_done) struct text id = {0};
    CLEANUP(text_done) struct text type = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    dead_letter_read(message, &letter);
    write_archived_headers(message, &headers);
    text_add_printable(&id, message->message_id, message->message_id_bytes, PROPERTY_MAX);
    text_add_printable(&type, message->type, message->type_bytes, PROPERTY_MAX);
    const bool month = letter.month.year != 0;
    if (!DATABASE_RUN(collector->db, &sql_dead_letter_store, &rows, err,
                      sql_text(letter.letter_id.text), sql_text(collector->queue),
                      sql_text(letter.reason), text_or_null(letter.error_class),
                      text_or_null(letter.error_message),
                      sql_int_or_null(letter.attempts, letter.attempts >= 0),
                      text_or_null(letter.worker), text_or_null(letter.first_at),
                      text_or_null(letter.last_at), sql_int_or_null(letter.month.year, month),
                      sql_int_or_null(letter.month.month, month), text_or_null(letter.job_id.text),
                      message->message_id ? sql_text(text_of(&id)) : sql_null(),
                      message->type ? sql_text(text_of(&type)) : sql_null(),
                      sql_bytes(message->body, message->oversized ? 0 : message->body_bytes),
                      sql_int(letter.body_bytes),
                      sql_bytes(message->properties_raw, message->properties_raw_bytes),
                      sql_text(text_of(&headers)), sql_bool(letter.dropped_by_broker)))
        return false;
    if (row_is_null(rows, 0, DEAD_LETTER_STORE_ID))
        collector->open.again++;
    else
        collector->open.archived++;
    collector->open.announced += row_bool(rows, 0, DEAD_LETTER_STORE_ANNOUNCED);
    return true;
}

/* ---- batches ---- */

static bool acknowledge(const struct collector *collector, struct error *err)
{
    for (size_t i = 0; i < collector->count; i++)
        if (!broker_ack(collector->broker, collector->tags[i], err))
            return false;
    return true;
}

static bool finish_batch(struct collector *collector, struct error *err)
{
    if (collector->count == 0)
        return true;
    if (!database_commit(collector->db, err))
        return false;
    collector->total->archived += collector->open.archived;
    collector->total->again += collector->open.again;
    collector->total->announced += collector->open.announced;
    collector->open = (struct dead_letters_collected){0};
    if (!acknowledge(collector, err))
        return false; /* they are archived, and are known by their ids when they come again */
    collector->count = 0;
    return true;
}

static bool take(struct collector *collector, const struct broker_message *message,
                 struct error *err)
{
    if (!installation_check(&collector->installation, message, collector->queue, err) ||
        (collector->count == 0 && !database_begin(collector->db, err)))
        return false;
    if (!store(collector, message, err))
        return false;
    collector->tags[collector->count++] = message->tag;
    return collector->count < BATCH || finish_batch(collector, err);
}

/* Take one event of the broker, and store it where it is a letter. */
static bool turn(struct collector *collector, int64_t wait_ms, enum broker_event_kind *ret_kind,
                 struct error *err)
{
    struct broker_event event = {0};
    if (!broker_next(collector->broker, wait_ms, -1, &event, err))
        return false;
    CLEANUP(broker_message_free) struct broker_message *message = event.message;
    if (event.kind == BROKER_CANCELLED)
        return error_set(err, ERROR_OWN_SERVERS, 0, "the broker ended the consumer");
    *ret_kind = event.kind;
    return event.kind != BROKER_DELIVERY || take(collector, message, err);
}

/* Take the letters of the queue: as many as were ready, and those that arrive meanwhile. */
static bool take_ready(struct collector *collector, uint32_t ready, struct error *err)
{
    int64_t taken = 0, last = clock_monotonic_ms();
    for (;;) {
        enum broker_event_kind kind = BROKER_NOTHING;
        if (!turn(collector, LAST_MS, &kind, err))
            return false;
        const int64_t now = clock_monotonic_ms();
        if (kind == BROKER_DELIVERY) {
            taken++;
            last = now;
        } else if (kind == BROKER_NOTHING && (taken >= ready || now - last >= IDLE_MS)) {
            return finish_batch(collector, err);
        }
    }
}

/* Take no more letters. Those that arrive before the broker's answer are stored, too, so that none
 * counts one more delivery. */
static bool leave(struct collector *collector, struct error *err)
{
    const int64_t until = clock_monotonic_ms() + IDLE_MS * 10;
    enum broker_event_kind kind = BROKER_NOTHING;
    if (!broker_cancel(collector->broker, err))
        return false;
    while (kind != BROKER_CANCEL_OK) {
        if (clock_monotonic_ms() >= until)
            return error_set(err, ERROR_OWN_SERVERS, 0, "no answer to cancel");
        if (!turn(collector, IDLE_MS, &kind, err))
            return false;
    }
    return finish_batch(collector, err);
}

static bool collect_queue(const struct config *config, struct collector *collector,
                          struct error *err)
{
    const struct broker_options options =
        topology_connection(config, "backfill dead letters", /* confirms= */ false);
    CLEANUP(broker_free) struct broker *broker = NULL;
    bool exists = false;
    uint32_t ready = 0;
    if (!broker_open(&options, &broker, err) ||
        !broker_check_queue(broker, collector->queue, &exists, &ready, err))
        return false;
    if (!exists)
        return error_set(err, ERROR_CONFIG, 404,
                         "does not exist: run 'backfill-producer topology'");
    if (ready == 0)
        return true;
    collector->broker = broker;
    const bool good = broker_consume(broker, collector->queue, BATCH, err) &&
                      take_ready(collector, ready, err) && leave(collector, err);
    database_rollback(collector->db); /* the letters of an unfinished batch come again */
    return good;
}

/* Say which queue it is, and where its first message itself is what stops us, the way out. */
static bool explain(const char *queue, struct error *err)
{
    (void)error_wrap(err, "queue %s", queue);
    if (err->class != ERROR_POISON)
        return false;
    const struct error why = *err;
    return error_set(
        err, ERROR_POISON, why.code,
        "%s: its next message cannot be read here, and it holds up those behind it: take "
        "it away with 'Get messages' on the broker's management page, then collect again",
        why.message);
}

bool dead_letter_collect(const struct config *config, struct database *db,
                         struct dead_letters_collected *ret, struct error *err)
{
    const char *const queues[] = {config->broker_backfill_dlq, config->broker_enrichment_dlq};
    bool good = true;
    *ret = (struct dead_letters_collected){0};
    for (size_t i = 0; i < ARRAY_LEN(queues); i++) {
        struct collector collector = {.db = db, .queue = queues[i], .total = ret};
        struct error why = {0};
        if (installation_read(db, &collector.installation, &why) &&
            collect_queue(config, &collector, &why))
            continue;
        (void)explain(queues[i], &why);
        if (good) /* the other queue is collected all the same */
            *err = why;
        good = false;
    }
    return good;
}
