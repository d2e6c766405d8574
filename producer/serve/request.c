/* request.c: who may ask is judged first, so that strangers learn nothing of what there is; then
 * what is asked; then it waits for a worker. What comes of the command becomes the answer on the
 * pool's thread. */
#include "serve/request.h"

#include <string.h>
#include <strings.h>

#include "core/log.h"
#include "core/mem.h"
#include "serve/etag.h"
#include "serve/losses.h"
#include "serve/problem.h"
#include "serve/request_key.h"
#include "serve/route.h"

#define BUSY_S 2 /* when to come back where too many wait */
#define TRACE_BYTES 55

/* A request whose command is being done. */
struct request {
    struct web_exchange *exchange;
    const struct route *route;
    struct words words;
    char *path;                  /* as it was sent, owned */
    char *known;                 /* If-None-Match, owned; NULL: absent */
    int wake_fd;                 /* of the pool */
    struct web_stream *download; /* its answer has begun; NULL: it has not */
};

static void request_free(struct request *request)
{
    words_done(&request->words);
    mem_free(request->path);
    mem_free(request->known);
    mem_free(request);
}

/* ---- the answer ---- */

/* What went wrong inside is for the log alone. */
static void answer_problem(const struct request *request, struct outcome *outcome,
                           struct web_answer *ret)
{
    char message[sizeof(((struct error *)NULL)->message)];
    text_copy(message, sizeof(message), text_of(&outcome->message));
    route_speak(request->route, message, sizeof(message));
    text_clear(&outcome->message);
    text_add(&outcome->message, message);
    const struct problem_asked asked = {request->route, request->path};
    problem_of_outcome(ret, outcome, &asked);
    if (ret->status >= 500)
        LOG(LOG_ERROR, "command_failed", log_str("command", request->route->words),
            log_int("code", outcome->code), log_str("error", message),
            log_str("notes", text_of(&outcome->notes)));
}

/* A client that has this document already is told so. */
static void add_etag(const struct request *request, struct web_answer *answer)
{
    if (!request->route->acts && answer->status == 200)
        etag_answer(request->known, answer);
}

static bool answer_document(const struct request *request, struct outcome *outcome,
                            struct web_answer *ret)
{
    struct error err = {0};
    const int status =
        outcome->lost ? 0 : route_status(request->route, outcome->code, text_of(&outcome->body));
    if (status == 0)
        return false;
    ret->status = status;
    ret->content_type = route_type(request->route, &request->words);
    if (route_document(request->route, &request->words, &outcome->body, &ret->body, &err)) {
        if (request->route->counts)
            losses_write(&ret->body);
        add_etag(request, ret);
        return true;
    }
    outcome->code = EXIT_FAILED;
    outcome->class = err.class;
    text_clear(&outcome->message);
    text_add(&outcome->message, err.message);
    return false;
}

/* ---- an answer that is sent as it is printed ---- */

static enum web_room room(void *context)
{
    const struct request *request = context;
    return request->download ? web_download_room(request->download) : WEB_ROOM;
}

static void take_piece(void *context, const char *bytes, size_t count)
{
    struct request *request = context;
    if (!request->download)
        request->download = web_download_begin(
            request->exchange, route_type(request->route, &request->words), request->wake_fd);
    if (!web_stream_send(request->download, bytes, count))
        return; /* the reader has left, which is seen at the next look for room */
}

static const struct job_pieces pieces = {.room = room, .take = take_piece};

/* It is whole only where the command has come to its end; else the reader sees it cut off. */
static void finish_download(struct request *request, const struct outcome *outcome)
{
    const bool whole =
        !outcome->lost && outcome->code == EXIT_DONE &&
        web_stream_send(request->download, text_of(&outcome->body), outcome->body.count);
    if (whole) {
        web_stream_end(request->download);
        return;
    }
    if (web_download_room(request->download) != WEB_LEFT)
        LOG(LOG_ERROR, "command_failed", log_str("command", request->route->words),
            log_int("code", outcome->code), log_str("error", text_of(&outcome->message)),
            log_str("answer", "cut off"));
    web_download_abort(request->download);
}

static void finish(void *context, struct outcome *outcome)
{
    struct request *request = context;
    if (request->download) {
        finish_download(request, outcome);
        request_free(request);
        return;
    }
    struct web_answer answer = {.status = 500};
    if (!answer_document(request, outcome, &answer))
        answer_problem(request, outcome, &answer);
    if (outcome->repeated)
        web_answer_header(&answer, "Idempotency-Repeated", "true");
    web_reply(request->exchange, &answer);
    request_free(request);
}

/* ---- the question ---- */

/* out  true: it is refused, and ret says so */
static bool refuse(const struct caller *caller, const struct web_request *request, unsigned right,
                   bool acts, struct web_answer *ret)
{
    const char *reason = NULL;
    const int status = auth_check(caller, request, right, acts, &reason);
    if (status == 429)
        problem_wait(ret, status, caller->wait_s, reason);
    else if (status != 0)
        problem_answer(ret, status, "%s", reason ? reason : "");
    return status != 0;
}

/* No route: strangers cannot tell a path that there is from one that there is not. */
static void answer_without_route(const struct caller *caller, const struct web_request *request,
                                 const char *methods, struct web_answer *ret)
{
    if (refuse(caller, request, RIGHT_ANY, /* acts= */ false, ret))
        return;
    if (*methods == '\0') {
        problem_answer(ret, 404, "there is nothing at this path");
    } else if (strcmp(request->method, "OPTIONS") == 0) {
        ret->status = 204;
        web_answer_header(ret, "Allow", methods);
    } else {
        problem_method(ret, methods);
    }
}

static bool is_json(const struct web_request *request)
{
    static const char json[] = "application/json";
    const char *type = web_header(request, "Content-Type");
    return type && strncasecmp(type, json, strlen(json)) == 0 &&
           strchr("; ", type[strlen(json)]) != NULL;
}

/* Of another form it would be no trace, and is left out. */
static const char *trace_of(const struct web_request *request)
{
    const char *trace = web_header(request, "traceparent");
    const bool good =
        trace && strlen(trace) == TRACE_BYTES && strspn(trace, "0123456789abcdef-") == TRACE_BYTES;
    return good ? trace : NULL;
}

/* out  false: ret says why not */
static bool make_words(struct request *asked, const struct route_match *match,
                       const struct web_request *request, struct web_answer *ret)
{
    struct error err = {0};
    if (request->body_bytes > 0 && !is_json(request)) {
        problem_answer(ret, 415, "the body is not said to be application/json");
        return false;
    }
    if (route_words(asked->route, match, request, &asked->words, &err))
        return true;
    const struct problem_asked parameters_of = {asked->route, request->path};
    problem_of_parameters(ret, err.message, &parameters_of);
    return false;
}

/* out  false: ret says why not */
static bool ask(struct pool *pool, struct request *asked, const struct web_request *request,
                const struct caller *caller, struct web_answer *ret)
{
    char key[REQUEST_KEY_BYTES] = "";
    struct error err = {0};
    if (asked->route->acts && !request_key_write(request, caller, key, &err)) {
        problem_answer(ret, 400, "%s", err.message);
        return false;
    }
    const struct job job = {
        .words = asked->words.items,
        .word_count = asked->words.count,
        .actor = caller->name,
        .traceparent = trace_of(request),
        .idempotency = *key ? key : NULL,
        .looks = !asked->route->acts,
        .pieces = asked->route->pieces ? &pieces : NULL,
    };
    asked->wake_fd = pool_wake_fd(pool);
    if (pool_ask(pool, &job, finish, asked))
        return true;
    problem_wait(ret, 503, BUSY_S, "too many requests wait already");
    return false;
}

void request_perform(struct pool *pool, struct web_exchange *exchange,
                     const struct web_request *request, const struct caller *caller)
{
    struct route_match match = {.count = 0};
    struct web_answer answer = {.status = 500};
    const struct route *route = route_find(request->method, request->path, &match);
    if (!route) {
        answer_without_route(caller, request, match.methods, &answer);
    } else if (route->right == 0 || !refuse(caller, request, route->right, route->acts, &answer)) {
        struct request *asked = mem_new(1, sizeof(*asked));
        asked->exchange = exchange;
        asked->route = route;
        asked->path = mem_text(request->path);
        asked->known = mem_text(web_header(request, "If-None-Match"));
        if (make_words(asked, &match, request, &answer) &&
            ask(pool, asked, request, caller, &answer))
            return;
        request_free(asked);
    }
    web_reply(exchange, &answer);
}
