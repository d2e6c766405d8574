/* broker_topology.c: declaring exchanges and queues, and checking that they are there. Each is one
 * method and its answer (broker_ask). The broker refuses by closing the channel: 404 says that
 * nothing has that name, 406 that it exists with other arguments. */
#include <assert.h>

#include "io/broker/broker_private.h"

#define ARGUMENTS_MAX 6

struct arguments {
    amqp_table_entry_t entry[ARGUMENTS_MAX];
    int count;
};

static void add_string(struct arguments *to, const char *key, const char *value)
{
    assert(to->count < ARGUMENTS_MAX);
    to->entry[to->count++] = (amqp_table_entry_t){
        .key = amqp_cstring_bytes(key),
        .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = amqp_cstring_bytes(value)},
    };
}

static void add_int(struct arguments *to, const char *key, int64_t value)
{
    assert(to->count < ARGUMENTS_MAX);
    to->entry[to->count++] = (amqp_table_entry_t){
        .key = amqp_cstring_bytes(key),
        .value = {.kind = AMQP_FIELD_KIND_I64, .value.i64 = value},
    };
}

/* A refusal here means that the broker is not as the configuration expects it, so an operator must
 * act: CONFIG. */
static bool declared(bool ok, const char *what, const char *name, struct error *err)
{
    if (ok)
        return true;
    if (err->code == AMQP_NOT_FOUND || err->code == AMQP_PRECONDITION_FAILED)
        err->class = ERROR_CONFIG;
    return error_wrap(err, "%s %s", what, name);
}

static bool exchange_declare(struct broker *broker, const char *name, bool passive,
                             struct error *err)
{
    amqp_exchange_declare_t declare = {
        .exchange = amqp_cstring_bytes(name),
        .type = amqp_cstring_bytes("direct"),
        .passive = passive,
        .durable = true,
    };
    return broker_ask(broker, AMQP_EXCHANGE_DECLARE_METHOD, &declare,
                      AMQP_EXCHANGE_DECLARE_OK_METHOD, err);
}

bool broker_declare_exchange(struct broker *broker, const char *name, struct error *err)
{
    return declared(exchange_declare(broker, name, /* passive= */ false, err), "declare exchange",
                    name, err);
}

bool broker_declare_queue(struct broker *broker, const struct broker_queue *queue,
                          struct error *err)
{
    struct arguments arguments = {.count = 0};
    add_string(&arguments, "x-queue-type", "quorum");
    if (queue->delivery_limit > 0)
        add_int(&arguments, "x-delivery-limit", queue->delivery_limit);
    if (queue->dead_exchange) {
        add_string(&arguments, "x-dead-letter-exchange", queue->dead_exchange);
        add_string(&arguments, "x-dead-letter-strategy", "at-least-once");
        add_string(&arguments, "x-overflow", "reject-publish"); /* at-least-once needs it */
        if (queue->dead_routing_key)
            add_string(&arguments, "x-dead-letter-routing-key", queue->dead_routing_key);
    }
    amqp_queue_declare_t declare = {
        .queue = amqp_cstring_bytes(queue->name),
        .durable = true,
        .arguments = {.num_entries = arguments.count, .entries = arguments.entry},
    };
    return declared(
        broker_ask(broker, AMQP_QUEUE_DECLARE_METHOD, &declare, AMQP_QUEUE_DECLARE_OK_METHOD, err),
        "declare queue", queue->name, err);
}

bool broker_bind_queue(struct broker *broker, const char *queue, const char *exchange,
                       const char *routing_key, struct error *err)
{
    amqp_queue_bind_t bind = {
        .queue = amqp_cstring_bytes(queue),
        .exchange = amqp_cstring_bytes(exchange),
        .routing_key = amqp_cstring_bytes(routing_key),
    };
    return declared(
        broker_ask(broker, AMQP_QUEUE_BIND_METHOD, &bind, AMQP_QUEUE_BIND_OK_METHOD, err),
        "bind queue", queue, err);
}

/* What a question came to whether something of this name exists. 404 is the answer "no", and no
 * failure. */
static bool checked(bool ok, const char *what, const char *name, bool *ret_exists,
                    struct error *err)
{
    if (!ok && err->code != AMQP_NOT_FOUND)
        return declared(ok, what, name, err);
    *ret_exists = ok;
    *err = (struct error){.class = ERROR_NONE};
    return true;
}

bool broker_check_queue(struct broker *broker, const char *queue, bool *ret_exists,
                        uint32_t *ret_ready, struct error *err)
{
    amqp_queue_declare_t declare = {.queue = amqp_cstring_bytes(queue), .passive = true};
    bool ok =
        broker_ask(broker, AMQP_QUEUE_DECLARE_METHOD, &declare, AMQP_QUEUE_DECLARE_OK_METHOD, err);
    bool exists = false;
    if (!checked(ok, "check queue", queue, &exists, err))
        return false;
    *ret_exists = exists;
    *ret_ready = exists ? broker->ready : 0;
    return true;
}

uint32_t broker_checked_consumers(const struct broker *broker)
{
    return broker->consumers;
}

bool broker_check_exchange(struct broker *broker, const char *exchange, bool *ret_exists,
                           struct error *err)
{
    return checked(exchange_declare(broker, exchange, /* passive= */ true, err), "check exchange",
                   exchange, ret_exists, err);
}
