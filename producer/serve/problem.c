/* problem.c: the statuses that serve refuses with, in a table, each with the words that say how to
 * mend it. */
#include "serve/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/error.h"
#include "core/json_write.h"
#include "core/text.h"
#include "io/web/webserver.h"
#include "serve/problem_private.h"

#define DETAIL_BYTES 1024
#define WAIT_S 5

struct kind {
    int status;
    const char *title; /* of RFC 9110 */
    const char *remedy;
};

static const struct kind kinds[] = {
    {400, "Bad Request",
     "Mend what the detail names, and send the request again: as it is, it is refused each time."},
    {401, "Unauthorized",
     "Send Authorization: Bearer TOKEN with a token of this server, X-Cron-Secret with the secret "
     "of "
     "the cron line, or log in on the page."},
    {403, "Forbidden",
     "Show a secret of the kind that the detail names, from this page or host, or ask who runs "
     "this "
     "server for one."},
    {404, "Not Found", "Look at the path and at what it names. /openapi.json lists all paths."},
    {405, "Method Not Allowed", "Use a method that the header Allow names."},
    {408, "Request Timeout", "Send the whole request at once."},
    {409, "Conflict",
     "Wait for the end of what is under way, where Retry-After says how long; then ask again for "
     "what is still wanted."},
    {413, "Content Too Large", "Send less at once, in several requests."},
    {414, "URI Too Long", "Send less in the query, or in several requests."},
    {415, "Unsupported Media Type", "Send the body as JSON, with Content-Type: application/json."},
    {421, "Misdirected Request",
     "Use a host name that this server knows, or add the name to its http.hosts."},
    {422, "Unprocessable Content",
     "Use another Idempotency-Key for another request, or repeat the first request as it was."},
    {429, "Too Many Requests", "Wait as many seconds as Retry-After says."},
    {431, "Request Header Fields Too Large", "Send fewer or shorter headers, cookies among them."},
    {500, "Internal Server Error",
     "Look at the log of serve, which has the whole error. GET /api/v1/doctor looks for causes."},
    {501, "Not Implemented", "Use one of the methods GET, HEAD and POST."},
    {503, "Service Unavailable",
     "Ask again after as many seconds as Retry-After says. /readyz tells what is missing."},
    {505, "HTTP Version Not Supported", "Use HTTP/1.1."},
};

/* What has no row is what its class begins with. */
static const struct kind *kind_of(int status)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (kinds[i].status == status)
            return &kinds[i];
    return kind_of(status >= 500 ? 500 : 400);
}

/* in  command  NULL: no command was asked */
void problem_write(struct web_answer *answer, int status, const char *detail,
                   const struct problem_command *command)
{
    const struct kind *kind = kind_of(status);
    char printable[DETAIL_BYTES] = "";
    if (detail)
        text_copy_printable(printable, sizeof(printable), detail, strlen(detail));
    answer->status = status;
    answer->content_type = "application/problem+json";
    text_clear(&answer->body);
    json_write_open(&answer->body, NULL, '{');
    json_write_text(&answer->body, "type", "about:blank");
    json_write_text(&answer->body, "title", kind->title);
    json_write_int(&answer->body, "status", status);
    json_write_text(&answer->body, "detail", *printable ? printable : kind->title);
    json_write_text(&answer->body, "remedy",
                    command && command->remedy ? command->remedy : kind->remedy);
    if (command) {
        json_write_text(&answer->body, "class", error_class_name(command->class));
        json_write_int(&answer->body, "exit_code", command->exit_code);
    }
    json_write_close(&answer->body, '}');
    text_add(&answer->body, "\n");
    if (status == 401)
        web_answer_header(answer, "WWW-Authenticate", "Bearer realm=\"backfill\"");
}

void problem_write_wait(struct web_answer *answer, int64_t seconds)
{
    char number[24];
    (void)snprintf(number, sizeof(number), "%lld", (long long)seconds);
    web_answer_header(answer, "Retry-After", number);
}

void problem_answer(struct web_answer *answer, int status, const char *detail, ...)
{
    char words[DETAIL_BYTES] = "";
    if (detail) {
        va_list arguments;
        va_start(arguments, detail);
        (void)vsnprintf(words, sizeof(words), detail, arguments); /* cut where it is too long */
        va_end(arguments);
    }
    problem_write(answer, status, words, NULL);
    if (status == 429 || status == 503)
        problem_write_wait(answer, WAIT_S);
}

bool problem_of_query(struct web_answer *answer, const char *query)
{
    const size_t count = strcspn(query, "=&");
    if (*query == '\0')
        return false;
    problem_answer(answer, 400, "%.*s: there is no such parameter here; none is taken",
                   count < 40 ? (int)count : 40, query);
    return true;
}

void problem_method(struct web_answer *answer, const char *methods)
{
    CLEANUP(text_done) struct text detail = {0};
    text_add_format(&detail, "This path has no such method, but %s.", methods);
    problem_write(answer, 405, text_of(&detail), NULL);
    web_answer_header(answer, "Allow", methods);
}

void problem_wait(struct web_answer *answer, int status, int64_t seconds, const char *detail)
{
    problem_write(answer, status, detail, NULL);
    problem_write_wait(answer, seconds);
}

void problem_refuse(void *context, int status, const char *why, struct web_answer *answer)
{
    (void)context;
    problem_answer(answer, status, "%s", why ? why : "");
}
