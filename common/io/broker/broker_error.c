/* broker_error.c: the one place where errors of librabbitmq and of the broker become ours. A status
 * of the library is negative, and amqp_error_string2 takes it as it is. Texts of the broker are
 * counted bytes from outside, and are copied as printable text. */
#include <string.h>

#include "core/text.h"
#include "io/broker/broker_private.h"

#define REASON_MAX 300 /* bytes of the broker's own words in a message */

/* Any other status is a connection that was lost or does not answer: OWN_SERVERS. */
static const struct {
    int status;
    enum error_class class;
} status_classes[] = {
    {AMQP_STATUS_BAD_AMQP_DATA, ERROR_POISON},
    {AMQP_STATUS_UNKNOWN_CLASS, ERROR_POISON},
    {AMQP_STATUS_UNKNOWN_METHOD, ERROR_POISON},
    {AMQP_STATUS_WRONG_METHOD, ERROR_POISON},
    {AMQP_STATUS_INVALID_PARAMETER, ERROR_REQUEST},
    {AMQP_STATUS_TABLE_TOO_BIG, ERROR_REQUEST},
    {AMQP_STATUS_INCOMPATIBLE_AMQP_VERSION, ERROR_CONFIG},
    {AMQP_STATUS_BROKER_UNSUPPORTED_SASL_METHOD, ERROR_CONFIG},
    {AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED, ERROR_CONFIG},
    {AMQP_STATUS_SSL_PEER_VERIFY_FAILED, ERROR_CONFIG},
};

/* Any other reason may pass with time and is OWN_SERVERS: 320 closed by force, 404 no such queue
 * (yet), 406 late acknowledgement, 541 internal error. broker_topology.c classes 404 and 406
 * itself. */
static const struct {
    uint16_t code;
    enum error_class class;
} close_classes[] = {
    {AMQP_ACCESS_REFUSED, ERROR_CONFIG},
    {AMQP_NOT_ALLOWED, ERROR_CONFIG},
    {AMQP_INVALID_PATH, ERROR_CONFIG},
};

bool error_from_amqp(struct error *err, int status, const char *doing)
{
    enum error_class class = ERROR_OWN_SERVERS;
    for (size_t i = 0; i < ARRAY_LEN(status_classes); i++)
        if (status_classes[i].status == status)
            class = status_classes[i].class;
    return error_set(err, class, status, "broker: %s: %s", doing, amqp_error_string2(status));
}

/* A vhost, user or node has as many connections or channels as it may: others will end theirs. The
 * broker has no code of its own for that, only these words: "connection limit (5) is reached", "the
 * maximum allowed user limit of (5)". */
static bool is_limit(uint16_t code, const char *words)
{
    return code == AMQP_NOT_ALLOWED && (strstr(words, " limit (") || strstr(words, " limit of ("));
}

bool error_from_amqp_close(struct error *err, const char *what, uint16_t code, amqp_bytes_t reason)
{
    CLEANUP(text_done) struct text words = {0};
    text_add_printable(&words, reason.bytes, reason.len, REASON_MAX);
    enum error_class class = ERROR_OWN_SERVERS;
    for (size_t i = 0; i < ARRAY_LEN(close_classes); i++)
        if (close_classes[i].code == code && !is_limit(code, text_of(&words)))
            class = close_classes[i].class;
    return error_set(err, class, code, "broker: %s: %u %s", what, (unsigned)code, text_of(&words));
}

bool error_from_amqp_reply(struct error *err, const amqp_rpc_reply_t *reply, const char *doing)
{
    if (reply->reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION)
        return error_from_amqp(err, reply->library_error, doing);
    if (reply->reply_type == AMQP_RESPONSE_SERVER_EXCEPTION &&
        reply->reply.id == AMQP_CONNECTION_CLOSE_METHOD) {
        const amqp_connection_close_t *closed = reply->reply.decoded;
        return error_from_amqp_close(err, doing, closed->reply_code, closed->reply_text);
    }
    return error_set(err, ERROR_OWN_SERVERS, /* code= */ 0, "broker: %s: no usable answer", doing);
}

bool broker_violated(struct error *err, const char *how)
{
    return error_set(err, ERROR_POISON, /* code= */ 0, "broker: the other side breaks AMQP: %s",
                     how);
}

bool broker_fits(const char *what, const char *text, size_t max, struct error *err)
{
    if (!text || strlen(text) <= max)
        return true;
    return error_set(err, ERROR_REQUEST, /* code= */ 0, "broker: %s is longer than %zu bytes", what,
                     max);
}
