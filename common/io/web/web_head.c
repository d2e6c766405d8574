/* web_head.c: what a request's head must be, before anybody waits for its body: sent to this
 * server, with a path that can be read, and with one length. A head that two programs on its way
 * could read in two ways is refused. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "io/web/web_path.h"
#include "io/web/webserver_private.h"

#define URI_MAX 8192
#define HEAD_MAX 16384

/* What is counted of the headers. */
struct head {
    size_t bytes;
    int hosts, lengths, encodings, strange;
    const char *host, *length, *encoding;
};

static enum MHD_Result look(void *context, enum MHD_ValueKind kind, const char *name,
                            const char *value)
{
    (void)kind;
    struct head *head = context;
    head->bytes += strlen(name) + (value ? strlen(value) : 0) + 4; /* ": ", and the line's end */
    const struct {
        const char *name;
        int *count;
        const char **value;
    } known[] = {
        {MHD_HTTP_HEADER_HOST, &head->hosts, &head->host},
        {MHD_HTTP_HEADER_CONTENT_LENGTH, &head->lengths, &head->length},
        {MHD_HTTP_HEADER_TRANSFER_ENCODING, &head->encodings, &head->encoding},
    };
    head->strange += strpbrk(name, " \t") != NULL; /* others may read the name without it */
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcasecmp(name, known[i].name) == 0) {
            (*known[i].count)++;
            *known[i].value = value ? value : "";
        }
    return MHD_YES;
}

static void refuse(struct web_exchange *exchange, int status, const char *why)
{
    if (exchange->refused)
        return;
    exchange->refused = status;
    exchange->why = why;
}

static void check_sizes(struct web_exchange *exchange, const struct head *head)
{
    const size_t uri = strlen(exchange->sent_path) + strlen(exchange->query);
    if (uri > URI_MAX)
        (void)snprintf(exchange->said, sizeof(exchange->said),
                       "path and query are longer than %d bytes, which is the limit here", URI_MAX);
    else if (head->bytes > HEAD_MAX)
        (void)snprintf(exchange->said, sizeof(exchange->said),
                       "the headers are larger than %d bytes, which is the limit here", HEAD_MAX);
    else
        return;
    refuse(exchange, uri > URI_MAX ? 414 : 431, exchange->said);
}

void web_head_too_large(struct web_exchange *exchange)
{
    (void)snprintf(exchange->said, sizeof(exchange->said),
                   "the body is larger than %zu bytes, which is the limit here",
                   exchange->server->options.body_bytes);
    refuse(exchange, 413, exchange->said);
}

static void check_lengths(struct web_exchange *exchange, const struct head *head)
{
    const size_t max = exchange->server->options.body_bytes;
    int64_t bytes = 0;
    if (head->lengths + head->encodings > 1)
        refuse(exchange, 400, "there is more than one length of the body");
    else if (head->encodings > 0 && strcasecmp(head->encoding, "chunked") != 0)
        refuse(exchange, 400, "the only transfer encoding is chunked");
    else if (head->lengths > 0 && !text_to_int(head->length, 0, INT64_MAX, &bytes))
        refuse(exchange, 400, "Content-Length is no number");
    else if ((uint64_t)bytes > max)
        web_head_too_large(exchange);
}

static bool method_exists(const struct webserver_options *options, const char *method)
{
    return !options->methods || text_list_has(options->methods, method);
}

void web_head_check(struct web_exchange *exchange)
{
    const struct webserver_options *options = &exchange->server->options;
    struct head head = {.hosts = 0};
    (void)MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, look, &head);
    check_sizes(exchange, &head);
    if (head.strange > 0)
        refuse(exchange, 400, "there is a blank before the colon of a header");
    if (head.hosts > 1)
        refuse(exchange, 400, "there is more than one header Host");
    if (options->hosts &&
        (!head.host || !web_host_is_own(head.host, options->listen, options->hosts)))
        refuse(exchange, 421, "this server does not go by that name: see http.hosts");
    if (!method_exists(options, exchange->method))
        refuse(exchange, 405, "this method is not answered here");
    if (!web_path_decode(exchange->sent_path, strlen(exchange->sent_path), &exchange->path))
        refuse(exchange, 400, "the path cannot be read");
    check_lengths(exchange, &head);
}

static const char *header_of(struct web_exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

uint64_t web_head_length(struct web_exchange *exchange)
{
    const char *length = header_of(exchange, MHD_HTTP_HEADER_CONTENT_LENGTH);
    int64_t bytes = 0;
    return length && text_to_int(length, 0, INT64_MAX, &bytes) ? (uint64_t)bytes : 0;
}

bool web_head_has_end(struct web_exchange *exchange)
{
    const char *encoding = header_of(exchange, MHD_HTTP_HEADER_TRANSFER_ENCODING);
    return !encoding || strcasecmp(encoding, "chunked") == 0;
}

bool web_head_expects(struct web_exchange *exchange)
{
    return header_of(exchange, MHD_HTTP_HEADER_EXPECT) != NULL;
}
