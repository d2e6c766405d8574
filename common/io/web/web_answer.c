/* web_answer.c: answers with their headers. What protects a page stands on every answer, unless it
 * is replaced: so no answer can be without. */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "io/web/webserver_private.h"

void web_answer_done(struct web_answer *answer)
{
    text_done(&answer->body);
    for (size_t i = 0; i < answer->extra.count; i++)
        mem_free(answer->extra.items[i].value);
    *answer = (struct web_answer){.status = 0};
}

void web_answer_header(struct web_answer *answer, const char *name, const char *value)
{
    assert(answer->extra.count < WEB_HEADERS_MAX);
    for (const char *at = value; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return;
    answer->extra.items[answer->extra.count].name = name;
    answer->extra.items[answer->extra.count++].value = mem_text(value);
}

static bool has(const struct web_headers *headers, const char *name)
{
    for (size_t i = 0; i < headers->count; i++)
        if (strcasecmp(headers->items[i].name, name) == 0)
            return true;
    return false;
}

static void add_headers(struct MHD_Response *response, const struct web_answer *answer)
{
    const struct {
        const char *name, *value;
    } usual[] = {
        {MHD_HTTP_HEADER_CONTENT_TYPE,
         answer->content_type ? answer->content_type : "text/plain; charset=utf-8"},
        {MHD_HTTP_HEADER_CACHE_CONTROL, "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    for (size_t i = 0; i < ARRAY_LEN(usual); i++)
        if (!has(&answer->extra, usual[i].name))
            (void)MHD_add_response_header(response, usual[i].name, usual[i].value); /* literals */
    for (size_t i = 0; i < answer->extra.count; i++) /* it refuses only what breaks a line */
        (void)MHD_add_response_header(response, answer->extra.items[i].name,
                                      answer->extra.items[i].value);
}

enum MHD_Result web_answer_queue(struct web_exchange *exchange, struct web_answer *answer,
                                 struct MHD_Response *response)
{
    assert(answer->status >= 200 && answer->status <= 599);
    add_headers(response, answer);
    const bool body_left = exchange->refused && !exchange->handled;
    if (body_left || atomic_load(&exchange->server->draining))
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    exchange->status = answer->status;
    const enum MHD_Result queued =
        MHD_queue_response(exchange->connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    web_answer_done(answer);
    return queued;
}

static void show(const struct web_exchange *exchange, const struct web_answer *answer)
{
    const struct webserver_options *options = &exchange->server->options;
    const struct web_answered answered = {
        .method = exchange->method,
        .path = exchange->sent_path,
        .status = answer->status,
        .content_type = answer->content_type ? answer->content_type : "text/plain",
        .body = &answer->body,
    };
    if (options->answered)
        options->answered(options->context, &answered);
}

enum MHD_Result web_answer_send(struct web_exchange *exchange, struct web_answer *answer)
{
    show(exchange, answer);
    struct text body = answer->body;
    answer->body = (struct text){0};
    struct MHD_Response *response = MHD_create_response_from_buffer(
        body.count, body.bytes, body.bytes ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!response) {
        text_done(&body);
        web_answer_done(answer);
        return MHD_NO; /* the connection is closed */
    }
    return web_answer_queue(exchange, answer, response);
}
