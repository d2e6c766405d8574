/* relay.c: publishes rows of the outbox and waits for the broker's confirms.
 *
 * A row is deleted only after its confirm. A row whose confirm did not come stays and is sent
 * again, so a message is sent at least once, and its readers know a copy by its id. After an error
 * rows are sent one by one, so that one bad row holds up no other. */
#include "model/relay.h"

#include <poll.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "io/broker/broker.h"
#include "io/failpoint.h"
#include "io/json/json.h"
#include "io/metrics.h"
#include "model/topology.h"
#include "sql.h"

#define BATCH_ROWS 500
#define BATCH_BYTES (1024 * 1024)
#define TURN_MS 10000 /* how long a transaction may last */
#define HEADERS_MAX 64
#define HEADER_KEY_MAX 128
#define HEADERS_BYTES_MAX 65536

struct relay {
    const struct config *config;
    const char *name;
    struct database *db;
    struct broker *broker;
    int one_by_one; /* how many rows are still to be sent one by one, after an error */
};

/* The rows of one turn, and the state of each. */
enum row_state { ROW_WAITING, ROW_SENT, ROW_CONFIRMED, ROW_FAILED };
struct batch {
    struct rows *rows;
    size_t count;
    enum row_state *state;
    uint64_t *tag;
    size_t open; /* rows that are sent and not confirmed yet */
    char **why;  /* why a row has failed; NULL: it has not */
};

static void batch_done(struct batch *batch)
{
    for (size_t i = 0; batch->why && i < batch->count; i++)
        mem_free(batch->why[i]);
    mem_free(batch->why);
    rows_free(batch->rows);
    mem_free(batch->state);
    mem_free(batch->tag);
}
CLEANUP_STRUCT(struct batch, batch_done)

static void fail_row(struct batch *batch, size_t i, const char *why)
{
    batch->state[i] = ROW_FAILED;
    mem_free(batch->why[i]);
    batch->why[i] = mem_text(why);
}

struct relay *relay_new(const struct config *config, const char *name)
{
    struct relay *relay = mem_new(1, sizeof(*relay));
    relay->config = config;
    relay->name = name;
    return relay;
}

static void drop_database(struct relay *relay)
{
    database_close(relay->db);
    relay->db = NULL;
}

static void drop_broker(struct relay *relay)
{
    broker_free(relay->broker);
    relay->broker = NULL;
}

void relay_free(struct relay *relay)
{
    if (!relay)
        return;
    drop_database(relay);
    drop_broker(relay);
    mem_free(relay);
}

static bool connect_both(struct relay *relay, struct error *err)
{
    if (relay->db && !database_alive(relay->db))
        drop_database(relay);
    if (!relay->db) {
        const struct database_options options = config_database(relay->config, relay->name);
        if (!database_open(&options, &relay->db, err))
            return error_wrap(err, "database");
    }
    if (!relay->broker) {
        struct broker_options options = topology_connection(relay->config, relay->name, true);
        if (!broker_open(&options, &relay->broker, err))
            return error_wrap(err, "broker");
    }
    return true;
}

/* ---- publishing ---- */

struct header_list {
    struct broker_header header[HEADERS_MAX];
    size_t count, bytes;
};

/* Add our own headers (those that begin with "backfill-"), or all others, as far as there is
 * room. */
static void add_headers(const struct json *object, bool ours, struct header_list *list)
{
    for (size_t i = 0; i < json_member_count(object) && list->count < HEADERS_MAX; i++) {
        const char *key = NULL;
        const char *value = json_string(json_member_at(object, i, &key), 8192);
        if (!value || (strncmp(key, "backfill-", 9) == 0) != ours || strlen(key) > HEADER_KEY_MAX)
            continue;
        const size_t bytes = strlen(key) + strlen(value);
        if (list->bytes + bytes > HEADERS_BYTES_MAX)
            continue;
        list->bytes += bytes;
        list->header[list->count++] = (struct broker_header){.key = key, .value = value};
    }
}

/* A dead letter carries the headers of its message, whatever they are. Those that cannot be sent
 * are left out, because otherwise the letter would never leave the outbox. Our own come first. */
static bool read_headers(const char *text, struct json **ret_owner, struct header_list *ret,
                         struct error *err)
{
    static const struct json_limits limits = {.bytes = 1 << 20, .depth = 8, .tokens = 65536};
    if (strcmp(text, "{}") == 0)
        return true;
    if (!json_parse(text, strlen(text), &limits, ret_owner, err))
        return error_wrap(err, "headers");
    add_headers(*ret_owner, /* ours= */ true, ret);
    add_headers(*ret_owner, /* ours= */ false, ret);
    return true;
}

static bool publish_row(struct relay *relay, struct batch *batch, size_t i, struct error *err)
{
    const struct rows *rows = batch->rows;
    const char *destination = row_text(rows, i, RELAY_TAKE_DESTINATION);
    struct route route = topology_route(relay->config, destination);
    if (!route.exchange)
        return error_set(err, ERROR_REQUEST, 0, "unknown destination '%s'", destination);
    CLEANUP(json_free) struct json *headers = NULL;
    struct header_list list = {.count = 0};
    if (!read_headers(row_text(rows, i, RELAY_TAKE_HEADERS), &headers, &list, err))
        return false;
    size_t body_bytes = 0;
    CLEANUP(mem_free) char *body = row_bytes(rows, i, RELAY_TAKE_BODY, &body_bytes);
    struct broker_properties properties = {
        .type = row_text(rows, i, RELAY_TAKE_TYPE),
        .message_id = row_text(rows, i, RELAY_TAKE_MESSAGE_ID),
        .correlation_id = row_text(rows, i, RELAY_TAKE_CORRELATION_ID),
        .content_type = row_text(rows, i, RELAY_TAKE_CONTENT_TYPE),
        .app_id = "backfill",
        .timestamp_s = clock_utc_ms() / 1000,
        .headers = list.header,
        .header_count = list.count,
        .is_optional = route.is_event,
    };
    return broker_publish(relay->broker,
                          &(const struct broker_outgoing){route.exchange, route.routing_key,
                                                          &properties, body, body_bytes},
                          &batch->tag[i], err);
}

/* A row that cannot be sent (because a property is too long) is tried again later; the others are
 * sent. */
static bool publish_all(struct relay *relay, struct batch *batch, struct error *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (publish_row(relay, batch, i, err)) {
            batch->state[i] = ROW_SENT;
            batch->open++;
            continue;
        }
        if (err->class == ERROR_OWN_SERVERS || err->class == ERROR_CONFIG)
            return false;
        fail_row(batch, i, err->message);
    }
    return true;
}

static void mark_tags(struct batch *batch, const struct broker_event *event)
{
    for (size_t i = 0; i < batch->count; i++) {
        bool meant = event->multiple ? batch->tag[i] <= event->tag : batch->tag[i] == event->tag;
        if (batch->state[i] != ROW_SENT || batch->tag[i] == 0 || !meant)
            continue;
        batch->open--;
        if (event->kind == BROKER_CONFIRMED)
            batch->state[i] = ROW_CONFIRMED;
        else
            fail_row(batch, i, "the broker refused it (nack)");
    }
}

/* The broker returned a message because no queue took it. A confirm follows, which then means
 * nothing. */
static void mark_returned(struct batch *batch, const struct broker_event *event)
{
    for (size_t i = 0; i < batch->count; i++) {
        const char *id = row_text(batch->rows, i, RELAY_TAKE_MESSAGE_ID);
        if (batch->state[i] == ROW_SENT && strcmp(id ? id : "", event->returned_message_id) == 0) {
            fail_row(batch, i, event->text);
            batch->open--;
        }
    }
}

static bool await_confirms(struct relay *relay, struct batch *batch, int64_t deadline,
                           struct error *err)
{
    while (batch->open > 0) {
        int64_t left = deadline - clock_monotonic_ms();
        if (left <= 0)
            return error_set(err, ERROR_OWN_SERVERS, 0, "broker: %zu messages without confirm",
                             batch->open);
        struct broker_event event = {0};
        if (!broker_next(relay->broker, left, -1, &event, err))
            return false;
        if (event.kind == BROKER_CONFIRMED || event.kind == BROKER_REFUSED)
            mark_tags(batch, &event);
        else if (event.kind == BROKER_RETURNED)
            mark_returned(batch, &event);
    }
    return true;
}

/* ---- in the database ---- */

static size_t collect_ids(const struct batch *batch, enum row_state state, struct sql_array *ids)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++)
        if (batch->state[i] == state) {
            sql_array_add_int(ids, row_int(batch->rows, i, RELAY_TAKE_ID));
            count++;
        }
    return count;
}

static bool store_results(struct relay *relay, const struct batch *batch, int *ret_published,
                          struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array done = {0};
    CLEANUP(sql_array_done) struct sql_array failed = {0};
    CLEANUP(sql_array_done) struct sql_array why = {0};
    size_t published = collect_ids(batch, ROW_CONFIRMED, &done);
    size_t refused = collect_ids(batch, ROW_FAILED, &failed);
    const char *first = NULL;
    for (size_t i = 0; i < batch->count; i++)
        if (batch->state[i] == ROW_FAILED) {
            sql_array_add(&why, batch->why[i]);
            first = first ? first : batch->why[i];
        }
    if (published > 0 &&
        !DATABASE_RUN(relay->db, &sql_relay_published, NULL, err, sql_text(sql_array_text(&done))))
        return false;
    if (refused > 0 &&
        !DATABASE_RUN(relay->db, &sql_relay_refused, NULL, err, sql_text(sql_array_text(&failed)),
                      sql_text(sql_array_text(&why)), sql_int(relay->config->relay_retry_ms)))
        return false;
    if (refused > 0) {
        metrics_add(METRIC_RELAY_FAILURES, (int64_t)refused);
        LOG(LOG_WARNING, "outbox_refused", log_int("rows", (int64_t)refused),
            log_str("why", first));
    }
    *ret_published = (int)published;
    return true;
}

/* Did the broker refuse this one message, by closing the channel (404 no such exchange, 406 too
 * large) or the connection (5xx: it cannot read a frame)? Other codes, such as 320, do not depend
 * on the message. */
static bool refuses_message(const struct error *err)
{
    return err->code == 311 || err->code == 313 || (err->code >= 403 && err->code <= 406) ||
           (err->code >= 501 && err->code <= 506);
}

/* Publish a batch. A row that the broker did not confirm in time stays as it is, while the results
 * of the others are stored. */
static bool send_batch(struct relay *relay, struct batch *batch, int *ret_published,
                       struct error *err)
{
    int64_t deadline = clock_monotonic_ms() + TURN_MS;
    struct error failure = {0};
    bool sent =
        publish_all(relay, batch, &failure) && await_confirms(relay, batch, deadline, &failure);
    if (!sent && relay->one_by_one > 0 && refuses_message(&failure)) {
        /* It is tried again later, or it would always be the first. */
        fail_row(batch, 0, failure.message);
    }
    if (!sent) {
        drop_broker(relay);
        relay->one_by_one = BATCH_ROWS;
    }
    FAILPOINT("relay.confirmed");
    if (!store_results(relay, batch, ret_published, err) || !database_commit(relay->db, err))
        return false;
    if (!sent) {
        *err = failure;
        return false;
    }
    return true;
}

static bool take_batch(struct relay *relay, struct batch *batch, struct error *err)
{
    int64_t limit = relay->one_by_one > 0 ? 1 : BATCH_ROWS;
    if (!database_begin(relay->db, err) || !DATABASE_RUN(relay->db, &sql_relay_take, &batch->rows,
                                                         err, sql_int(limit), sql_int(BATCH_BYTES)))
        return false;
    batch->count = rows_count(batch->rows);
    batch->state = mem_new(batch->count + 1, sizeof(*batch->state));
    batch->tag = mem_new(batch->count + 1, sizeof(*batch->tag));
    batch->why = mem_new(batch->count + 1, sizeof(*batch->why));
    return true;
}

static bool take_and_send(struct relay *relay, int *ret_published, bool *ret_more,
                          struct error *err)
{
    CLEANUP(batch_done) struct batch batch = {0};
    if (!take_batch(relay, &batch, err))
        return false;
    if (batch.count == 0) {
        relay->one_by_one = 0;
        return database_commit(relay->db, err);
    }
    if (!send_batch(relay, &batch, ret_published, err))
        return false;
    *ret_more = relay->one_by_one > 0 || batch.count == BATCH_ROWS ||
                /* there were too many bytes for one batch */
                (size_t)row_int(batch.rows, 0, RELAY_TAKE_DUE) > batch.count;
    if (relay->one_by_one > 0)
        relay->one_by_one--;
    return true;
}

bool relay_turn(struct relay *relay, int *ret_published, bool *ret_more, struct error *err)
{
    int published = 0;
    bool more = false;
    if (!connect_both(relay, err))
        return error_wrap(err, "relay");
    if (broker_blocked(relay->broker)) { /* no transaction is held while an alarm lasts */
        *ret_published = 0;
        *ret_more = false;
        return true;
    }
    bool ok = take_and_send(relay, &published, &more, err);
    metrics_add(METRIC_RELAYED, published);
    if (!ok) {
        database_rollback(relay->db);
        if (!database_alive(relay->db))
            drop_database(relay);
        return error_wrap(err, "relay");
    }
    *ret_published = published;
    *ret_more = more;
    return true;
}

bool relay_idle(struct relay *relay, int64_t wait_ms, int wake_fd, struct error *err)
{
    if (!relay->broker) {
        struct pollfd wake = {.fd = wake_fd, .events = POLLIN};
        (void)poll(&wake, 1, (int)wait_ms); /* a signal may end the wait, too */
        return true;
    }
    struct broker_event event = {0};
    if (!broker_next(relay->broker, wait_ms, wake_fd, &event, err)) {
        drop_broker(relay);
        return error_wrap(err, "relay");
    }
    return true;
}
