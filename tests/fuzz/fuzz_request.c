/* fuzz_request.c: any bytes as a request to serve: lines for method, path, query and headers, an
 * empty line, and the body. Nobody gets a right without a secret; every answer is one; and the
 * words of a command reach the worker as they are, with no option that its route does not take.
 * Seeds: tests/fuzz/corpus/request. */
#include "fuzz.h"

#include <strings.h>

#include "commands/commands.h"
#include "core/mem.h"
#include "io/web/web_path.h"
#include "io/web/webserver.h"
#include "serve/auth.h"
#include "serve/etag.h"
#include "serve/login.h"
#include "serve/openapi.h"
#include "serve/page.h"
#include "serve/pool_job.h"
#include "serve/problem.h"
#include "serve/request_key.h"
#include "serve/route.h"
#include "serve/session.h"
#include "serve/worker.h"

#define OPERATOR "operator-token-0123456789"
#define OPERATOR_NEW "operator-token-new-456789"
#define READER "reader-token-0123456789"
#define CRON "cron-secret-0123456789"
#define HEADERS_MAX 16

static const struct config config = {.cron_secret = CRON,
                                     .http_read_token = READER,
                                     .http_operator_token = OPERATOR "," OPERATOR_NEW,
                                     .http_session_hours = 12,
                                     .http_proxies = "127.0.0.1,::1",
                                     .schedule_http_batch_size = 50};

/* ---- the request ---- */

struct asked {
    char *method, *sent_path, *query, *body; /* owned, as the next */
    char *headers[HEADERS_MAX];              /* "Name: value" */
    struct text path;
    struct web_request request;
};

static void asked_done(struct asked *asked)
{
    mem_free(asked->method);
    mem_free(asked->sent_path);
    mem_free(asked->query);
    mem_free(asked->body);
    for (size_t i = 0; i < HEADERS_MAX; i++)
        mem_free(asked->headers[i]);
    text_done(&asked->path);
}
CLEANUP_STRUCT(struct asked, asked_done)

static const char *find(const void *headers, const char *name)
{
    const struct asked *asked = headers;
    const size_t count = strlen(name);
    for (size_t i = 0; i < HEADERS_MAX && asked->headers[i]; i++) {
        const char *header = asked->headers[i];
        if (strncasecmp(header, name, count) == 0 && header[count] == ':')
            return header + count + 1 + strspn(header + count + 1, " ");
    }
    return NULL;
}

/* out  false: the web server lets no such request through */
static bool read_asked(const uint8_t *bytes, size_t count, struct asked *ret)
{
    ret->method = fuzz_line(&bytes, &count);
    ret->sent_path = fuzz_line(&bytes, &count);
    ret->query = fuzz_line(&bytes, &count);
    if (!ret->query || !web_path_decode(ret->sent_path, strlen(ret->sent_path), &ret->path))
        return false;
    for (size_t i = 0; i < HEADERS_MAX; i++) {
        char *line = fuzz_line(&bytes, &count);
        if (!line || !*line) {
            mem_free(line);
            break;
        }
        ret->headers[i] = line;
    }
    ret->body = mem_bytes(bytes, count);
    ret->request = (struct web_request){.method = ret->method,
                                        .path = text_of(&ret->path),
                                        .query = ret->query,
                                        .body = ret->body,
                                        .body_bytes = count,
                                        .peer = "127.0.0.1",
                                        .find_header = find,
                                        .headers = ret};
    return true;
}

/* ---- answers ---- */

static void check_json(const struct text *body)
{
    static const struct json_limits limits = {.bytes = 1 << 20, .depth = 8, .tokens = 10000};
    CLEANUP(json_free) struct json *root = NULL;
    struct error err = {0};
    MUST(json_parse(text_of(body), body->count, &limits, &root, &err));
}

/* Ends it, too. */
static void check_answer(struct web_answer *answer)
{
    MUST(answer->status >= 200 && answer->status <= 599);
    for (size_t i = 0; i < answer->extra.count; i++)
        fuzz_check_words(answer->extra.items[i].value);
    if (answer->status >= 400) {
        MUST(strcmp(answer->content_type, "application/problem+json") == 0);
        check_json(&answer->body);
    }
    web_answer_done(answer);
}

static void check_refusal(int status, const char *detail)
{
    struct web_answer answer = {.status = 0};
    problem_answer(&answer, status, "%s", detail);
    MUST(answer.status == status);
    check_answer(&answer);
}

/* ---- who asks ---- */

static bool shows(const struct asked *asked, const char *secret)
{
    for (size_t i = 0; i < HEADERS_MAX && asked->headers[i]; i++)
        if (strstr(asked->headers[i], secret))
            return true;
    return false;
}

static void check_caller(const struct asked *asked, const struct caller *caller)
{
    const char *reason = NULL;
    const int status = auth_check(caller, &asked->request, RIGHT_OPERATE, true, &reason);
    MUST(status == 0 || status == 401 || status == 403 || status == 429);
    MUST((status == 0) == (reason == NULL));
    MUST(status != 0 || (caller->rights & RIGHT_OPERATE));
    fuzz_check_words(caller->name);
    fuzz_check_words(caller->address);
    if (caller->by_cookie)
        MUST(caller->rights != 0 && shows(asked, SESSION_COOKIE "=1."));
    else if (caller->rights & RIGHT_OPERATE)
        MUST(shows(asked, OPERATOR) || shows(asked, OPERATOR_NEW));
    else if (caller->rights & RIGHT_READ)
        MUST(shows(asked, READER));
    else if (caller->rights != 0)
        MUST(shows(asked, CRON));
}

/* ---- what is asked for ---- */

/* Is it one that the route takes, or gives always? */
static bool is_option_of(const struct route *route, const char *word)
{
    const size_t count = strcspn(word, "=");
    for (const struct cli_option *o = route_command(route)->options; o && o->name; o++)
        if (strlen(o->name) + 2 == count && strncmp(word + 2, o->name, count - 2) == 0)
            return route_takes(route, o) || route->read || route->pages ||
                   (route->fixed && strstr(route->fixed, o->name));
    return strcmp(word, "--json") == 0;
}

static void check_options(const struct route *route, const struct words *words)
{
    for (size_t i = 0; i < words->count && strcmp(words->items[i], "--") != 0; i++)
        if (words->items[i][0] == '-')
            MUST(is_option_of(route, words->items[i]));
    for (size_t i = 0; i < words->count; i++)
        MUST(text_is_utf8(words->items[i], strlen(words->items[i])));
}

static void never(void *context, struct outcome *outcome)
{
    (void)context, (void)outcome;
}

/* The worker reads what the master has sent, word by word. */
static void check_frame(const struct words *words, const char *key)
{
    static const struct json_limits limits = {
        .bytes = WORKER_ASKED_MAX, .depth = 8, .tokens = 24000};
    const struct job job = {.words = words->items,
                            .word_count = words->count,
                            .actor = "operator 127.0.0.1",
                            .idempotency = *key ? key : NULL};
    CLEANUP(json_free) struct json *root = NULL;
    struct error err = {0};
    struct pool_job *made = pool_job_new(&job, never, NULL);
    MUST(json_parse(made->frame.bytes + 4, made->frame.count - 4, &limits, &root, &err));
    const struct json *read = json_member(root, "words");
    MUST(json_count(read) == words->count);
    for (size_t i = 0; i < words->count; i++)
        MUST(text_equal(json_string(json_element(read, i), SIZE_MAX), words->items[i]));
    pool_job_free(made);
}

static void check_route(const struct asked *asked, const struct caller *caller)
{
    CLEANUP(words_done) struct words words = {.count = 0};
    char key[REQUEST_KEY_BYTES] = "";
    struct route_match match = {.count = 0};
    struct error err = {0};
    const struct route *route = route_find(asked->method, asked->request.path, &match);
    MUST(match.count <= ROUTE_VARIABLES_MAX && (!route || *match.methods));
    if (!route)
        return;
    const bool keyed = request_key_write(&asked->request, caller, key, &err);
    fuzz_check_error(keyed, &err, ERROR_USAGE);
    err = (struct error){0};
    const bool good = route_words(route, &match, &asked->request, &words, &err);
    fuzz_check_error(good, &err, ERROR_USAGE);
    if (!good) {
        check_refusal(400, err.message);
        return;
    }
    check_options(route, &words);
    check_frame(&words, key);
}

/* As dispatch.c does, but for what needs a database. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    CLEANUP(asked_done) struct asked asked = {.method = NULL};
    CLEANUP(auth_free) struct auth *auth = NULL;
    struct web_answer answer = {.status = 0};
    struct caller caller = {.rights = 0};
    struct error err = {0};
    if (!read_asked(bytes, count, &asked))
        return 0;
    routes_use(&commands, &config);
    MUST(auth_open(&config, &auth, &err));
    if (page_answer(&asked.request, &answer))
        check_answer(&answer);
    auth_identify(auth, &asked.request, &caller);
    check_caller(&asked, &caller);
    if (login_answer(auth, &asked.request, &caller, &answer))
        check_answer(&answer);
    const char *known = web_header(&asked.request, "If-None-Match");
    MUST(!etag_matches(known, "W/\"00\"") || strpbrk(known, "*\""));
    check_route(&asked, &caller);
    return 0;
}
