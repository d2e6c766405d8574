/* broker_failpoint.c: the failpoints around every frame that is sent. A method is named here, so
 * that a new one does not run without. Part of test builds only. */
#include "io/broker/broker_private.h"
#include "io/failpoint.h"

static const struct {
    amqp_method_number_t method;
    const char *name;
} steps[] = {
    {AMQP_BASIC_PUBLISH_METHOD, "amqp.publish"},     {AMQP_BASIC_ACK_METHOD, "amqp.ack"},
    {AMQP_BASIC_REJECT_METHOD, "amqp.reject"},       {AMQP_BASIC_QOS_METHOD, "amqp.qos"},
    {AMQP_BASIC_CONSUME_METHOD, "amqp.consume"},     {AMQP_BASIC_CANCEL_METHOD, "amqp.cancel"},
    {AMQP_QUEUE_DECLARE_METHOD, "amqp.queue"},       {AMQP_QUEUE_BIND_METHOD, "amqp.bind"},
    {AMQP_EXCHANGE_DECLARE_METHOD, "amqp.exchange"}, {AMQP_CHANNEL_OPEN_METHOD, "amqp.channel"},
    {AMQP_CONFIRM_SELECT_METHOD, "amqp.confirms"},   {AMQP_CONNECTION_CLOSE_METHOD, "amqp.close"},
};

const char *broker_failpoint_name(size_t i)
{
    return i < ARRAY_LEN(steps) ? steps[i].name : NULL;
}

static bool pass(struct broker *broker, amqp_method_number_t method, const char *when,
                 struct error *err)
{
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        if (steps[i].method == method)
            return failpoint_step(steps[i].name, when, err) || broker_give_up(broker, err);
    UNREACHABLE("a method that has no failpoint");
}

bool broker_before(struct broker *broker, amqp_method_number_t method, struct error *err)
{
    return pass(broker, method, "before", err);
}

bool broker_after(struct broker *broker, amqp_method_number_t method, struct error *err)
{
    return pass(broker, method, "after", err);
}
