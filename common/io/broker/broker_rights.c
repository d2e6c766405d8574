/* broker_rights.c: what may this user do? The broker has no method that tells, so the right is
 * tried in a way that changes nothing; a refusal (403) costs the channel. */
#include "io/broker/broker_private.h"

/* Nothing is ever bound with this key: the message is returned, and gone. */
#define NOBODYS_KEY "backfill-check-rights"

static bool tried(bool ok, const char *what, const char *name, struct error *err)
{
    return ok || error_wrap(err, "%s %s", what, name);
}

/* A publish has no answer of its own: a refusal stands before the answer to the next question. */
bool broker_may_publish(struct broker *broker, const char *exchange, struct error *err)
{
    const struct broker_properties properties = {.type = "backfill.check"};
    bool exists = false;
    return tried(broker_publish(broker,
                                &(const struct broker_outgoing){exchange, NOBODYS_KEY, &properties,
                                                                "", /* body_bytes= */ 0},
                                /* ret_tag= */ NULL, err) &&
                     broker_check_exchange(broker, exchange, &exists, err),
                 "publish to exchange", exchange, err);
}

/* The broker looks at the right first and at the arguments then: a consumer with a priority that is
 * no number is never begun, and gets no message that would have to go back. */
bool broker_may_consume(struct broker *broker, const char *queue, struct error *err)
{
    amqp_table_entry_t priority = {
        .key = amqp_cstring_bytes("x-priority"),
        .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = amqp_cstring_bytes("none")},
    };
    amqp_basic_consume_t consume = {
        .queue = amqp_cstring_bytes(queue),
        .consumer_tag = amqp_cstring_bytes(NOBODYS_KEY),
        .arguments = {.num_entries = 1, .entries = &priority},
    };
    const bool begun =
        broker_ask(broker, AMQP_BASIC_CONSUME_METHOD, &consume, AMQP_BASIC_CONSUME_OK_METHOD, err);
    return begun || err->code == AMQP_PRECONDITION_FAILED ||
           tried(false, "consume from queue", queue, err);
}
