/* dispatch.c: health, the page and logins are answered at once, from memory; the rest is a stream
 * or a command. */
#include "serve/dispatch.h"

#include <string.h>

#include "core/json_write.h"
#include "core/log.h"
#include "serve/login.h"
#include "serve/openapi.h"
#include "serve/page.h"
#include "serve/problem.h"
#include "serve/request.h"
#include "serve/upkeep_child.h"

#define TURN_MAX_MS 60000
#define STREAM_AGAIN_S 20

/* ---- health ---- */

static bool answer_live(const struct dispatch *dispatch, struct web_answer *ret)
{
    const bool turns = pool_idle_ms(dispatch->pool) <= TURN_MAX_MS;
    ret->status = turns ? 200 : 503;
    text_add(&ret->body, turns ? "ok\n" : "the pool has not turned for a minute\n");
    return true;
}

static bool answer_ready(const struct dispatch *dispatch, struct web_answer *ret)
{
    CLEANUP(text_done) struct text why = {0};
    char upkeep[512];
    const bool ready = pool_is_ready(dispatch->pool, &why);
    upkeep_child_words(dispatch->upkeep, upkeep, sizeof(upkeep));
    ret->status = ready ? 200 : 503;
    ret->content_type = "application/json";
    json_write_open(&ret->body, NULL, '{');
    json_write_bool(&ret->body, "ready", ready);
    if (!ready)
        json_write_text(&ret->body, "reason", text_of(&why));
    json_write_text(&ret->body, "upkeep", *upkeep ? "is held up: see the log" : "works");
    json_write_close(&ret->body, '}');
    text_add(&ret->body, "\n");
    return true;
}

static bool is_get(const struct web_request *request)
{
    return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

static bool answer_at_once(const struct dispatch *dispatch, const struct web_request *request,
                           struct web_answer *ret)
{
    const bool live = strcmp(request->path, "/livez") == 0;
    if (!is_get(request) || (!live && strcmp(request->path, "/readyz") != 0))
        return false;
    return problem_of_query(ret, request->query) ||
           (live ? answer_live(dispatch, ret) : answer_ready(dispatch, ret));
}

/* ---- all others ---- */

void dispatch_take_auth(struct dispatch *dispatch, struct auth *auth)
{
    (void)pthread_mutex_lock(&dispatch->lock);
    struct auth *old = dispatch->auth;
    dispatch->auth = auth;
    (void)pthread_mutex_unlock(&dispatch->lock);
    auth_free(old);
}

/* Who calls; and what of logins is answered at once.
 * out  true: ret is the answer */
static bool identify(struct dispatch *dispatch, const struct web_request *request,
                     struct caller *ret_caller, struct web_answer *ret)
{
    (void)pthread_mutex_lock(&dispatch->lock);
    auth_identify(dispatch->auth, request, ret_caller);
    const bool answered = login_answer(dispatch->auth, request, ret_caller, ret);
    (void)pthread_mutex_unlock(&dispatch->lock);
    return answered;
}

/* out  true: it is answered, or refused in ret */
static bool stream(struct dispatch *dispatch, struct web_exchange *exchange,
                   const struct web_request *request, const struct caller *caller)
{
    struct web_answer answer = {.status = 503};
    const char *reason = NULL;
    if (strcmp(request->path, "/api/v1/events") != 0 || strcmp(request->method, "GET") != 0)
        return false;
    const int status =
        auth_check(caller, request, RIGHT_READ | RIGHT_OPERATE, /* acts= */ false, &reason);
    const bool refused = status == 0 && problem_of_query(&answer, request->query);
    if (status == 0 && !refused &&
        streams_open(dispatch->streams, exchange, web_header(request, "Last-Event-ID")))
        return true;
    if (status == 429)
        problem_wait(&answer, status, caller->wait_s, reason);
    else if (status != 0)
        problem_answer(&answer, status, "%s", reason ? reason : "");
    else if (!refused)
        problem_wait(&answer, 503, STREAM_AGAIN_S, "too many pages are open already");
    web_reply(exchange, &answer);
    return true;
}

void dispatch_handle(void *context, struct web_exchange *exchange,
                     const struct web_request *request)
{
    struct dispatch *dispatch = context;
    struct web_answer answer = {.status = 404};
    struct caller caller = {.rights = 0};
    if (answer_at_once(dispatch, request, &answer) || openapi_answer(request, &answer) ||
        page_answer(request, &answer) || identify(dispatch, request, &caller, &answer))
        web_reply(exchange, &answer);
    else if (!stream(dispatch, exchange, request, &caller))
        request_perform(dispatch->pool, exchange, request, &caller);
}

/* ---- the log ---- */

void dispatch_log(void *context, const struct web_done *done)
{
    (void)context;
    const bool refused = done->status == 401 || done->status == 403 || done->status == 429;
    const enum log_level level = done->status >= 500 ? LOG_WARNING : refused ? LOG_INFO : LOG_DEBUG;
    LOG(level, "request", log_str("method", done->method), log_str("path", done->path),
        log_int("status", done->status), log_int("ms", done->ms), log_str("peer", done->peer));
}
