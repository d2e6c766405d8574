/* dead_letter.c: the collector. A batch of letters is archived by one statement, which is one
 * transaction, and acknowledged after it. What a letter tells is read in dead_letter_read.c. */
#include "model/dead_letter.h"

#include <string.h>

#include "core/clock.h"
#include "core/json_write.h"
#include "core/mem.h"
#include "model/installation.h"
#include "model/topology.h"
#include "sql.h"

#define BATCH 200           /* letters of one batch, and letters not acknowledged at most */
#define BATCH_BYTES 2097152 /* of their bodies: a batch that has as many is not added to */
#define IDLE_MS 1000        /* how long to wait for letters that another collector may hold */
#define LAST_MS 50          /* how long to wait for one that arrives late */
#define PROPERTY_MAX 255    /* printable bytes of a short string */

/* The columns of a batch, in the order of dead_letter_store.sql. */
enum {
    LETTER_ID,
    LETTER_REASON,
    LETTER_ERROR_CLASS,
    LETTER_ERROR_MESSAGE,
    LETTER_ATTEMPTS,
    LETTER_WORKER,
    LETTER_FIRST_AT,
    LETTER_LAST_AT,
    LETTER_YEAR,
    LETTER_MONTH,
    LETTER_JOB_ID,
    LETTER_MESSAGE_ID,
    LETTER_TYPE,
    LETTER_BODY,
    LETTER_BODY_BYTES,
    LETTER_PROPERTIES,
    LETTER_HEADERS,
    LETTER_DROPPED,
    LETTER_COLUMNS,
};

struct collector {
    struct database *db;
    struct broker *broker;
    struct uuid installation;
    const char *queue;
    uint64_t tags[BATCH]; /* of letters that are in the batch and not acknowledged */
    size_t count, bytes;  /* of the batch */
    int64_t until_ms;     /* then no more are taken; 0: never */
    struct sql_array columns[LETTER_COLUMNS];
    struct dead_letters_collected *total;
};

static void collector_clear(struct collector *collector)
{
    for (size_t i = 0; i < LETTER_COLUMNS; i++)
        sql_array_done(&collector->columns[i]);
    collector->count = collector->bytes = 0;
}
CLEANUP_STRUCT(struct collector, collector_clear)

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

static void add_text(struct collector *collector, int column, const char *value)
{
    sql_array_add(&collector->columns[column], value && *value ? value : NULL);
}

static void add_number(struct collector *collector, int column, int64_t value, bool present)
{
    if (present)
        sql_array_add_int(&collector->columns[column], value);
    else
        sql_array_add(&collector->columns[column], NULL);
}

static void add_bytes(struct collector *collector, int column, const void *bytes, size_t count)
{
    CLEANUP(text_done) struct text hex = {0};
    text_add(&hex, "\\x");
    text_add_hex(&hex, bytes, count);
    sql_array_add(&collector->columns[column], text_of(&hex));
}

/* A property that is there may be empty. */
static void add_short(struct collector *collector, int column, const char *bytes, size_t count)
{
    CLEANUP(text_done) struct text printable = {0};
    text_add_printable(&printable, bytes, count, PROPERTY_MAX);
    sql_array_add(&collector->columns[column], bytes ? text_of(&printable) : NULL);
}

/* What the letter tells. */
static void add_read(struct collector *collector, const struct dead_letter *letter)
{
    const bool month = letter->month.year != 0;
    add_text(collector, LETTER_ID, letter->letter_id.text);
    sql_array_add(&collector->columns[LETTER_REASON], letter->reason);
    add_text(collector, LETTER_ERROR_CLASS, letter->error_class);
    add_text(collector, LETTER_ERROR_MESSAGE, letter->error_message);
    add_number(collector, LETTER_ATTEMPTS, letter->attempts, letter->attempts >= 0);
    add_text(collector, LETTER_WORKER, letter->worker);
    add_text(collector, LETTER_FIRST_AT, letter->first_at);
    add_text(collector, LETTER_LAST_AT, letter->last_at);
    add_number(collector, LETTER_YEAR, letter->month.year, month);
    add_number(collector, LETTER_MONTH, letter->month.month, month);
    add_text(collector, LETTER_JOB_ID, letter->job_id.text);
    add_number(collector, LETTER_BODY_BYTES, letter->body_bytes, /* present= */ true);
    sql_array_add(&collector->columns[LETTER_DROPPED], letter->dropped_by_broker ? "t" : "f");
}

static void add(struct collector *collector, const struct broker_message *message)
{
    struct dead_letter letter;
    CLEANUP(text_done) struct text headers = {0};
    const size_t body_bytes = message->oversized ? 0 : message->body_bytes;
    dead_letter_read(message, &letter);
    add_read(collector, &letter);
    write_archived_headers(message, &headers);
    sql_array_add(&collector->columns[LETTER_HEADERS], text_of(&headers));
    add_short(collector, LETTER_MESSAGE_ID, message->message_id, message->message_id_bytes);
    add_short(collector, LETTER_TYPE, message->type, message->type_bytes);
    add_bytes(collector, LETTER_BODY, message->body, body_bytes);
    add_bytes(collector, LETTER_PROPERTIES, message->properties_raw, message->properties_raw_bytes);
    collector->tags[collector->count++] = message->tag;
    collector->bytes += body_bytes;
}

/* ---- batches ---- */

static bool store(struct collector *collector, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct sql_param params[1 + LETTER_COLUMNS] = {sql_text(collector->queue)};
    for (size_t i = 0; i < LETTER_COLUMNS; i++)
        params[1 + i] = sql_text(sql_array_text(&collector->columns[i]));
    const struct sql_call call = {&sql_dead_letter_store, params, ARRAY_LEN(params)};
    if (!database_run(collector->db, &call, &rows, err))
        return false;
    const int64_t archived = row_int(rows, 0, DEAD_LETTER_STORE_ARCHIVED);
    collector->total->archived += archived;
    collector->total->again += (int64_t)collector->count - archived;
    collector->total->announced += row_int(rows, 0, DEAD_LETTER_STORE_ANNOUNCED);
    return true;
}

static bool acknowledge(const struct collector *collector, struct error *err)
{
    for (size_t i = 0; i < collector->count; i++)
        if (!broker_ack(collector->broker, collector->tags[i], err))
            return false;
    return true;
}

/* Letters that are archived and not acknowledged are known by their ids when they come again. */
static bool finish_batch(struct collector *collector, struct error *err)
{
    if (collector->count == 0)
        return true;
    if (!store(collector, err) || !acknowledge(collector, err))
        return false;
    collector_clear(collector);
    return true;
}

static bool take(struct collector *collector, const struct broker_message *message,
                 struct error *err)
{
    if (!installation_check(&collector->installation, message, collector->queue, err))
        return false;
    add(collector, message);
    const bool full = collector->count == BATCH || collector->bytes >= BATCH_BYTES;
    return !full || finish_batch(collector, err);
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

static bool is_late(struct collector *collector)
{
    const bool late = collector->until_ms != 0 && clock_monotonic_ms() >= collector->until_ms;
    collector->total->more |= late;
    return late;
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
            if (collector->count == 0 && taken < ready && is_late(collector))
                return true; /* between two batches */
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
    if (ready == 0 || is_late(collector))
        return true;
    collector->broker = broker;
    return broker_consume(broker, collector->queue, BATCH, err) &&
           take_ready(collector, ready, err) && leave(collector, err);
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

bool dead_letter_collect(const struct config *config, struct database *db, int64_t limit_ms,
                         struct dead_letters_collected *ret, struct error *err)
{
    const char *const queues[] = {config->broker_backfill_dlq, config->broker_enrichment_dlq};
    bool good = true;
    const int64_t until_ms = limit_ms > 0 ? clock_monotonic_ms() + limit_ms : 0;
    *ret = (struct dead_letters_collected){0};
    for (size_t i = 0; i < ARRAY_LEN(queues); i++) {
        CLEANUP(collector_clear)
        struct collector collector = {
            .db = db, .queue = queues[i], .total = ret, .until_ms = until_ms};
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
