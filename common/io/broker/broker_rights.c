/* broker_rights.c: what may this user do? No method of AMQP tells, so a right is tried in a way
 * that changes nothing. A refusal (403) closes the channel. */
#include "io/broker/broker_private.h"

/* No queue is ever bound with this key, so the message is returned and lost. */
#define NOBODYS_KEY "backfill-check-rights"

static bool tried(bool ok, const char *what, const char *name, struct error *err)
{
    return ok || error_wrap(err, "%s %s", what, name);
}

/* A publish has no answer, so another question follows: a refusal comes before its answer. */
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

/* The broker looks at the right before it looks at the arguments. A consumer whose priority is no
 * number is never begun, so it gets no message that would have to go back. */
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
    struct error why = {0};
    if (broker_ask(broker, AMQP_BASIC_CONSUME_METHOD, &consume, AMQP_BASIC_CONSUME_OK_METHOD,
                   &why) ||
        why.code == AMQP_PRECONDITION_FAILED)
        return true;
    *err = why;
    return tried(false, "consume from queue", queue, err);
}
