/* broker_connect.c: reaching a node, logging in, opening the one channel, and closing well.
 *
 * What the login announces matters. Without consumer_cancel_notify a consumer whose queue is
 * deleted waits for ever; without connection.blocked an alarm looks like a slow broker; without
 * authentication_failure_close a wrong password looks like a lost connection. */
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <assert.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "core/backoff.h"
#include "core/mem.h"
#include "core/text.h"
#include "core/version.h"
#include "io/broker/broker_private.h"

#define FRAME_BYTES_LEAST 4096      /* AMQP 0-9-1 4.2.3: frame-min-size */
#define FRAME_BYTES_TAKEN (1 << 20) /* see take_long_frames */

static struct timeval timeval_of(int64_t ms)
{
    return (struct timeval){.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
}

/* ---- the socket ---- */

static bool trust(amqp_socket_t *socket, const char *ca_file, struct error *err)
{
    if (!ca_file || !*ca_file) {
        SSL_CTX *context = amqp_ssl_socket_get_context(socket);
        if (SSL_CTX_set_default_verify_paths(context) == 1)
            return true;
        return error_set(err, ERROR_CONFIG, /* code= */ 0, "broker: the system has no usable CA");
    }
    if (amqp_ssl_socket_set_cacert(socket, ca_file) == AMQP_STATUS_OK)
        return true;
    return error_set(err, ERROR_CONFIG, /* code= */ 0, "broker: CA file %s cannot be used",
                     ca_file);
}

/* OpenSSL calls this for each certificate. The library says only that it did not accept one; here
 * we learn why. The decision is not changed. */
static int remember_why(int accepted, X509_STORE_CTX *store)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct broker *broker = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    if (!accepted)
        broker->certificate_error = X509_STORE_CTX_get_error(store);
    return accepted;
}

static void watch_certificate(struct broker *broker, amqp_socket_t *socket)
{
    SSL_CTX *context = amqp_ssl_socket_get_context(socket);
    SSL_CTX_set_app_data(context, broker);
    SSL_CTX_set_verify(context, SSL_CTX_get_verify_mode(context), remember_why);
}

static amqp_socket_t *tls_socket(struct broker *broker, const char *ca_file, struct error *err)
{
    amqp_socket_t *socket = amqp_ssl_socket_new(broker->connection);
    if (!socket) {
        (void)error_set(err, ERROR_OWN_SERVERS, /* code= */ 0, "broker: TLS cannot be set up");
        return NULL;
    }
    amqp_ssl_socket_set_verify_peer(socket, /* verify= */ true);
    amqp_ssl_socket_set_verify_hostname(socket, /* verify= */ true);
    int status = amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST);
    if (status != AMQP_STATUS_OK) {
        (void)error_from_amqp(err, status, "require TLS 1.2");
        return NULL;
    }
    watch_certificate(broker, socket);
    return trust(socket, ca_file, err) ? socket : NULL;
}

static amqp_socket_t *plain_socket(struct broker *broker, struct error *err)
{
    amqp_socket_t *socket = amqp_tcp_socket_new(broker->connection);
    if (!socket)
        (void)error_set(err, ERROR_OWN_SERVERS, /* code= */ 0, "broker: no socket");
    return socket;
}

/* TCP_USER_TIMEOUT ends writes to a broker that is gone. The library itself would wait for ever. */
static bool tune(struct broker *broker, struct error *err)
{
    int fd = amqp_get_sockfd(broker->connection);
    const unsigned timeout_ms = (unsigned)broker->timeout_ms;
    const int on = 1;
    if (setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof(timeout_ms)) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0)
        return error_set(err, ERROR_OWN_SERVERS, /* code= */ 0,
                         "broker: the socket takes no options");
    return broker_watch_new(fd, broker->timeout_ms, &broker->watch, err);
}

/* The library does not tell the system's reason, only that "a socket error occurred". */
#define SAYS_WHERE "(broker.url or BACKFILL_BROKER_URL says where it is)"

static bool unreachable(const struct broker *broker, int status, struct error *err)
{
    if (status == AMQP_STATUS_SOCKET_ERROR)
        return error_set(err, ERROR_OWN_SERVERS, status,
                         "broker: cannot connect: refused, or no way there " SAYS_WHERE);
    if (status == AMQP_STATUS_TIMEOUT)
        return error_set(err, ERROR_OWN_SERVERS, status,
                         "broker: cannot connect: no answer for %lld ms " SAYS_WHERE,
                         (long long)broker->timeout_ms);
    return error_from_amqp(err, status, "connect");
}

static bool reach(struct broker *broker, const struct broker_node *node, const char *ca_file,
                  struct error *err)
{
    const struct timeval timeout = timeval_of(broker->timeout_ms);
    amqp_socket_t *socket =
        node->tls ? tls_socket(broker, ca_file, err) : plain_socket(broker, err);
    if (!socket)
        return false;
    int status = amqp_socket_open_noblock(socket, node->host, node->port, &timeout);
    if (status == AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED) /* the library compares names only */
        return error_set(err, ERROR_CONFIG, status,
                         "broker: connect: its certificate is for another host than '%s' (an "
                         "address never fits: use a name)",
                         node->host);
    if (status == AMQP_STATUS_SSL_PEER_VERIFY_FAILED && broker->certificate_error != X509_V_OK)
        return error_set(err, ERROR_CONFIG, status,
                         "broker: connect: its certificate is not accepted: %s",
                         X509_verify_cert_error_string(broker->certificate_error));
    if (status != AMQP_STATUS_OK)
        return unreachable(broker, status, err);
    return tune(broker, err);
}

/* ---- logging in ---- */

static amqp_table_entry_t string_entry(const char *key, const char *value)
{
    return (amqp_table_entry_t){
        .key = amqp_cstring_bytes(key),
        .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = amqp_cstring_bytes(value)},
    };
}

static amqp_table_entry_t true_entry(const char *key)
{
    return (amqp_table_entry_t){
        .key = amqp_cstring_bytes(key),
        .value = {.kind = AMQP_FIELD_KIND_BOOLEAN, .value.boolean = true},
    };
}

/* The library merges these properties with those that it announces itself. */
static amqp_rpc_reply_t log_in_as(struct broker *broker, const struct broker_node *node,
                                  const struct broker_options *options)
{
    amqp_table_entry_t able[] = {
        true_entry("consumer_cancel_notify"),       true_entry("connection.blocked"),
        true_entry("publisher_confirms"),           true_entry("basic.nack"),
        true_entry("authentication_failure_close"),
    };
    amqp_table_entry_t about[] = {
        string_entry("connection_name", options->name),
        string_entry("product", "Backfill"),
        string_entry("version", version_number()),
        {.key = amqp_cstring_bytes("capabilities"),
         .value = {.kind = AMQP_FIELD_KIND_TABLE,
                   .value.table = {.num_entries = ARRAY_LEN(able), .entries = able}}},
    };
    const amqp_table_t properties = {.num_entries = ARRAY_LEN(about), .entries = about};
    return amqp_login_with_properties(
        broker->connection, node->vhost, /* channel_max= */ 1, AMQP_DEFAULT_FRAME_SIZE,
        (int)options->heartbeat_s, &properties, AMQP_SASL_METHOD_PLAIN, node->user, node->password);
}

static void keep_server_version(struct broker *broker)
{
    const amqp_field_value_t *version =
        broker_table_find(amqp_get_server_properties(broker->connection), "version");
    if (version && version->kind == AMQP_FIELD_KIND_UTF8)
        text_copy_printable(broker->server_version, sizeof(broker->server_version),
                            version->value.bytes.bytes ? version->value.bytes.bytes : "",
                            version->value.bytes.len);
}

/* A sender may fill the frame of headers that was agreed, and to these the broker adds its own when
 * it delivers the message again or dead-letters it: the frame is longer than agreed then, and the
 * library would end the connection, each time that the message comes. So it is told to take longer
 * ones. It cuts what it publishes by the same number: a connection that publishes keeps the agreed
 * one. */
static bool take_long_frames(struct broker *broker, struct error *err)
{
    amqp_connection_state_t connection = broker->connection;
    if (amqp_get_frame_max(connection) >= FRAME_BYTES_TAKEN)
        return true;
    const int status = amqp_tune_connection(connection, amqp_get_channel_max(connection),
                                            FRAME_BYTES_TAKEN, amqp_get_heartbeat(connection));
    return status == AMQP_STATUS_OK || error_from_amqp(err, status, "take long frames");
}

static bool log_in(struct broker *broker, const struct broker_node *node,
                   const struct broker_options *options, struct error *err)
{
    const struct timeval timeout = timeval_of(broker->timeout_ms);
    if (amqp_set_handshake_timeout(broker->connection, &timeout) != AMQP_STATUS_OK ||
        amqp_set_rpc_timeout(broker->connection, &timeout) != AMQP_STATUS_OK)
        return error_set(err, ERROR_REQUEST, /* code= */ 0, "broker: timeouts cannot be set");
    amqp_rpc_reply_t reply = log_in_as(broker, node, options);
    if (reply.reply_type != AMQP_RESPONSE_NORMAL)
        return error_from_amqp_reply(err, &reply, "log in");
    if (amqp_get_frame_max(broker->connection) < FRAME_BYTES_LEAST)
        return broker_violated(err, "it asks for frames that are too small");
    if (!options->confirms && !take_long_frames(broker, err))
        return false;
    keep_server_version(broker);
    amqp_maybe_release_buffers(broker->connection);
    return true;
}

static bool open_channel(struct broker *broker, bool confirms, struct error *err)
{
    amqp_channel_open_t open = {.out_of_band = amqp_empty_bytes};
    amqp_confirm_select_t select = {.nowait = false};
    if (!broker_ask(broker, AMQP_CHANNEL_OPEN_METHOD, &open, AMQP_CHANNEL_OPEN_OK_METHOD, err))
        return false;
    broker->confirms = confirms;
    return !confirms || broker_ask(broker, AMQP_CONFIRM_SELECT_METHOD, &select,
                                   AMQP_CONFIRM_SELECT_OK_METHOD, err);
}

/* A node that breaks AMQP before there is a channel has sent no message that would come again: it
 * is ill, and is waited for. */
static bool ill_at_the_start(const struct broker_node *node, struct error *err)
{
    if (err->class == ERROR_POISON)
        err->class = ERROR_OWN_SERVERS;
    return error_wrap(err, "%s:%d", node->host, node->port);
}

/* There was a way to the node, but no login: perhaps it is no broker. */
static bool not_let_in(const struct broker_options *options, const struct broker_node *node,
                       bool reached, struct error *err)
{
    const int code = err->code;
    const char *found = NULL;
    if (err->class != ERROR_CONFIG && (reached || code == AMQP_STATUS_SSL_CONNECTION_FAILED))
        found = broker_found(node, code == AMQP_STATUS_TIMEOUT, options->timeout_ms);
    if (found)
        (void)error_set(err, ERROR_CONFIG, code, "broker: what answers there is %s", found);
    return ill_at_the_start(node, err);
}

static bool open_node(const struct broker_options *options, const struct broker_node *node,
                      struct broker **ret, struct error *err)
{
    CLEANUP(broker_free) struct broker *broker = mem_new(1, sizeof(*broker));
    broker->timeout_ms = options->timeout_ms;
    broker->connection = amqp_new_connection();
    if (!broker->connection)
        return error_from_amqp(err, AMQP_STATUS_NO_MEMORY, "connect");
    const bool reached = reach(broker, node, options->ca_file, err);
    if (!reached || !log_in(broker, node, options, err)) {
        broker->failed = true; /* without a login there is nothing to close well */
        return not_let_in(options, node, reached, err);
    }
    if (!open_channel(broker, options->confirms, err))
        return ill_at_the_start(node, err);
    *ret = TAKE_PTR(broker);
    return true;
}

bool broker_open(const struct broker_options *options, struct broker **ret, struct error *err)
{
    assert(options->timeout_ms > 0 && options->timeout_ms <= INT32_MAX);
    assert(options->heartbeat_s >= 0 && options->heartbeat_s <= UINT16_MAX);
    CLEANUP(broker_nodes_done) struct broker_nodes nodes = {0};
    if (!broker_url_parse(options->url, &nodes, err))
        return false;
    size_t first = backoff_random((uint32_t)nodes.count);
    struct error worst = {0};
    for (size_t i = 0; i < nodes.count; i++) {
        struct error failure = {0};
        if (open_node(options, &nodes.node[(first + i) % nodes.count], ret, &failure))
            return true;
        if (i == 0 || failure.class == ERROR_CONFIG)
            worst = failure; /* an answer tells more than a node that does not answer */
    }
    *err = worst;
    return false;
}

const char *broker_server_version(const struct broker *broker)
{
    return broker->server_version;
}

int broker_server_major(const struct broker *broker)
{
    char digits[8] = "";
    int64_t major = 0;
    const size_t count = strcspn(broker->server_version, ".");
    if (count < sizeof(digits))
        memcpy(digits, broker->server_version, count);
    return text_to_int(digits, 0, 9999, &major) ? (int)major : 0;
}

const char *broker_library_version(void)
{
    return amqp_version();
}

const char *broker_tls_version(void)
{
    return OpenSSL_version(OPENSSL_VERSION_STRING);
}

/* ---- closing ---- */

/* A socket that is closed while bytes are unread is reset, and acknowledgements on their way may be
 * lost. So the broker is asked to close, and all is read up to its answer. A blocked broker does
 * not read, so it is not asked. */
static void say_goodbye(struct broker *broker)
{
    amqp_connection_close_t close = {
        .reply_code = AMQP_REPLY_SUCCESS,
        .reply_text = amqp_cstring_bytes("goodbye"),
    };
    struct error ignored = {0};
    broker->failed = false; /* where only the channel is closed, the connection can be asked */
    bool answered = broker_ask(broker, AMQP_CONNECTION_CLOSE_METHOD, &close,
                               AMQP_CONNECTION_CLOSE_OK_METHOD, &ignored);
    (void)answered; /* the socket is closed either way */
}

void broker_free(struct broker *broker)
{
    if (!broker)
        return;
    if (broker->watch && !broker->blocked && (!broker->failed || broker->channel_closed))
        say_goodbye(broker);
    broker_watch_free(broker->watch);
    (void)amqp_destroy_connection(broker->connection); /* the socket is closed, whatever it says */
    broker_message_free(broker->arriving.message);
    for (size_t i = 0; i < broker->event_count; i++)
        broker_message_free(
            broker->events[(broker->event_first + i) % broker->event_capacity].message);
    mem_free(broker->events);
    mem_free(broker);
}
